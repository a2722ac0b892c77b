using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Voucher.Auth.Tokens;

/// <summary>A token that has been revoked, by this call or an earlier one.</summary>
internal sealed record RevokedToken(Guid TokenId, DateTime RevokedAt);

/// <summary>
/// Revokes a token, for good. When the answer comes, no gateway accepts it. May be repeated: the first time of revocation
/// stays, and the promise is made good again, in case that the first call was cut short.
/// </summary>
internal static class RevokeToken
{
    private const string Revoke =
        """
        UPDATE tokens SET revoked_at = coalesce(revoked_at, @now) WHERE token_id = @tokenId
        RETURNING token_hash AS TokenHash, revoked_at AS RevokedAt
        """;

    public static async Task<Results<Ok<RevokedToken>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "token_id")] Guid tokenId,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // From here on not to be cancelled: the token must die even if the operator has gone.
        var revoked = await connection.QuerySingleOrDefaultAsync<RevokedRow>(Revoke, new { tokenId, now = time.GetUtcNow().UtcDateTime });
        if (revoked is null)
            return TokenProblems.UnknownToken;
        // Killing may take as long as an entry lives, and resolvers need the connections.
        await connection.CloseAsync();
        await entries.KillAsync([revoked.TokenHash]);
        return TypedResults.Ok(new RevokedToken(tokenId, revoked.RevokedAt));
    }

    private sealed record RevokedRow(byte[] TokenHash, DateTime RevokedAt);
}
