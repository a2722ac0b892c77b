using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Categories;

/// <summary>Shows one category, with its revision as <c>ETag</c>.</summary>
public static class ShowCategory
{
    public static async Task<Results<Ok<Category>, ProblemHttpResult>> HandleAsync(
        string id, HttpResponse response, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var category = await connection.QuerySingleOrDefaultAsync<Category>(
            new CommandDefinition(Category.Read, new { id }, cancellationToken: cancellationToken));
        if (category is null)
            return NoSuchCategory(id);
        response.SetRevision(category.Revision);
        return TypedResults.Ok(category);
    }

    internal static ProblemHttpResult NoSuchCategory(string id) =>
        TypedResults.Problem($"There is no category '{id}'.", statusCode: StatusCodes.Status404NotFound);
}
