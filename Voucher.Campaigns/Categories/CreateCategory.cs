using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Campaigns.Changes;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Categories;

/// <summary>Creates a category, which campaigns can then be of.</summary>
public static class CreateCategory
{
    private const string Insert =
        """
        INSERT INTO categories (id, description, created_at) VALUES (@id, @description, @now)
        ON CONFLICT (id) DO NOTHING
        RETURNING id, description, created_at, revision
        """;

    public static async Task<Results<Created<Category>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpRequest request, ClaimsPrincipal user, CatalogueChanges changes, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["id", "description"], cancellationToken);
        var (id, description) = (body.Require("id", "description").Id("id"), body.Text("description"));
        if (body.Errors.Any)
            return body.Errors.ToProblem();

        await using var change = await changes.BeginAsync(cancellationToken);
        var parameters = new { id, description, now = time.GetUtcNow().UtcDateTime };
        if (await change.QueryAsync<Category>(Insert, parameters, cancellationToken) is not [var created])
            return TypedResults.Problem($"There is a category '{id}' already.", statusCode: StatusCodes.Status409Conflict);
        var entry = new AuditEntry(user.PrincipalId(), "category.create", "category", created.Id, Before: null, created);
        await change.AuditAsync(entry, cancellationToken);
        await change.CommitAsync(cancellationToken);
        request.HttpContext.Response.SetRevision(created.Revision);
        return TypedResults.Created($"/admin/v1/categories/{created.Id}", created);
    }
}
