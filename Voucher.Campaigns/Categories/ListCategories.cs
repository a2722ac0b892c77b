using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Categories;

/// <summary>Lists categories by id.</summary>
public static class ListCategories
{
    private const string Statement =
        "SELECT id, description, created_at, revision FROM categories WHERE @after::text IS NULL OR id > @after ORDER BY id LIMIT @howMany";

    public static async Task<Results<Ok<Page<Category>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request);
        var after = query.After(1)?[0];
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var categories = await connection.QueryAsync<Category>(
            new CommandDefinition(Statement, new { after, howMany = query.Limit + 1 }, cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of(categories.AsList(), query.Limit, category => [category.Id]));
    }
}
