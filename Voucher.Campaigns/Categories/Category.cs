namespace Voucher.Campaigns.Categories;

/// <summary>What tills ask vouchers for.</summary>
/// <param name="Id">Chosen by the operator; never changes.</param>
/// <param name="Description">For people.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="Revision">Rises with each change; its <c>ETag</c>.</param>
public sealed record Category(string Id, string Description, DateTime CreatedAt, long Revision)
{
    internal const string Read = "SELECT id, description, created_at, revision FROM categories WHERE id = @id";
}
