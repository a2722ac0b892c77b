using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Campaigns.Changes;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Categories;

/// <summary>Changes a category's description, if nobody else has changed it meanwhile.</summary>
public static class ChangeCategory
{
    private const string Update =
        "UPDATE categories SET description = @description WHERE id = @id RETURNING id, description, created_at, revision";

    public static async Task<Results<Ok<Category>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string id, HttpRequest request, ClaimsPrincipal user, CatalogueChanges changes, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["description"], cancellationToken);
        var description = body.Keep("description").Text("description");
        if (body.Errors.Any)
            return body.Errors.ToProblem();

        await using var change = await changes.BeginAsync(cancellationToken);
        if (await change.QueryAsync<Category>(Category.Read, new { id }, cancellationToken) is not [var before])
            return ShowCategory.NoSuchCategory(id);
        if (Revision.Hindrance(request, before.Revision, isRequired: true) is { } hindrance)
            return hindrance;
        var after = before;
        if (description is not null && description != before.Description)
        {
            after = (await change.QueryAsync<Category>(Update, new { id, description }, cancellationToken))[0];
            await change.AuditAsync(new AuditEntry(user.PrincipalId(), "category.change", "category", id, before, after), cancellationToken);
            await change.CommitAsync(cancellationToken);
        }
        request.HttpContext.Response.SetRevision(after.Revision);
        return TypedResults.Ok(after);
    }
}
