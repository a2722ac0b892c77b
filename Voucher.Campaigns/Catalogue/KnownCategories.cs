using Voucher.Campaigns.Changes;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Catalogue;

internal static class KnownCategories
{
    private const string Unknown =
        "SELECT wanted FROM unnest(@Wanted) AS wanted WHERE NOT EXISTS (SELECT FROM categories WHERE id = wanted) ORDER BY wanted";

    /// <summary>Says which of a campaign's categories there are not.</summary>
    public static async Task CheckAsync(CatalogueChange change, Campaign campaign, FieldErrors errors, CancellationToken cancellationToken)
    {
        var unknown = await change.QueryAsync<string>(Unknown, new { Wanted = campaign.Categories.ToArray() }, cancellationToken);
        if (unknown.Count > 0)
            errors.Add("categories", $"There is no category '{string.Join("', '", unknown)}'; create it first.");
    }
}
