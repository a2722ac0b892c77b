using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Parties;

/// <summary>Lists parties by identifier.</summary>
internal static class ListParties
{
    private const string Select =
        $"""
        SELECT {Party.Columns} FROM parties
        WHERE (@kind IS NULL OR kind = @kind) AND (@state IS NULL OR (disabled_at IS NULL) = (@state = '{Party.Active}'))
          AND (@after IS NULL OR party_id > @after)
        ORDER BY party_id LIMIT @take
        """;

    public static async Task<Results<Ok<Page<Party>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "kind", "state");
        var (kind, state) = (query.OneOf("kind", PartiesApi.Kinds), query.OneOf("state", Party.Active, Party.Disabled));
        var after = query.After(1)?[0];
        if (after is not null && !OperatorValues.IsId(after))
            query.RefuseCursor();
        if (query.Errors.Any)
            return query.Errors.ToProblem();

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var page = new { kind, state, after, take = query.Limit + 1 };
        var parties = await connection.QueryAsync<Party>(new CommandDefinition(Select, page, cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of([.. parties], query.Limit, party => [party.Id]));
    }
}
