using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.Auth.Parties;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Tokens;

/// <summary>Lists a party's tokens, the newest first, those that are dead too.</summary>
internal static class ListTokens
{
    private const string Select =
        $"""
        {TokenResource.Select}
        WHERE token.party_id = @partyId AND (@after::uuid IS NULL OR token.token_id < @after)
        ORDER BY token.token_id DESC LIMIT @take
        """;

    public static async Task<Results<Ok<Page<TokenResource>>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId,
        HttpRequest request,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request);
        Guid? after = null;
        if (query.After(1) is [var last])
        {
            if (Guid.TryParseExact(last, "D", out var id))
                after = id;
            else
                query.RefuseCursor();
        }
        if (query.Errors.Any)
            return query.Errors.ToProblem();

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await Party.FindAsync(connection, partyId, cancellationToken) is null)
            return TokenProblems.UnknownParty;
        var page = new { partyId, now = time.GetUtcNow().UtcDateTime, after, take = query.Limit + 1 };
        var tokens = await connection.QueryAsync<TokenResource>(new CommandDefinition(Select, page, cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of([.. tokens], query.Limit, token => [token.Id.ToString()]));
    }
}
