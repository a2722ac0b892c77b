using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Voucher.Auth.Tokens;

/// <summary>Shows a token, without its text.</summary>
internal static class ShowToken
{
    public static async Task<Results<Ok<TokenResource>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "token_id")] Guid tokenId, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await TokenResource.FindAsync(connection, tokenId, time.GetUtcNow().UtcDateTime, cancellationToken) is { } token
            ? TypedResults.Ok(token)
            : TokenProblems.UnknownToken;
    }
}
