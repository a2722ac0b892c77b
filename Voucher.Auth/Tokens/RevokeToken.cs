using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>
/// Revokes a token, for good. When the answer comes, no gateway accepts it. May be repeated: the first time of revocation
/// stays, and the promise is made good again, in case that the first call was cut short.
/// </summary>
internal static class RevokeToken
{
    public static async Task<Results<Ok<TokenResource>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "token_id")] Guid tokenId,
        ClaimsPrincipal user,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TokenRevoking.LockAsync(transaction, tokenId, cancellationToken) is not { } tokenHash)
            return TokenProblems.UnknownToken;
        var now = time.GetUtcNow();
        var token = (await TokenResource.FindAsync(connection, tokenId, now.UtcDateTime, cancellationToken, transaction))!;
        token = await TokenRevoking.RevokeAsync(transaction, token, user.PrincipalId(), "token.revoke", now, cancellationToken);
        // From here on not to be cancelled: the token must die even if the operator has gone.
        await transaction.CommitAsync(CancellationToken.None);
        // Killing may take as long as an entry lives, and resolvers need the connections.
        await connection.CloseAsync();
        await entries.KillAsync([tokenHash]);
        return TypedResults.Ok(token);
    }
}
