using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Voucher.Auth.Tokens;

/// <summary>
/// Replaces a token by a new one of the same party, scopes and end. When the answer comes, no gateway accepts the old one.
/// </summary>
internal static class RotateToken
{
    /// <summary>Locks the token, so that of two rotations one finds it revoked.</summary>
    private const string SelectToken =
        """
        SELECT token.token_hash AS TokenHash, token.party_id AS PartyId, token.scopes AS Scopes,
               token.expires_at AS ExpiresAt, token.revoked_at AS RevokedAt, party.disabled_at AS DisabledAt
        FROM tokens token
        JOIN parties party ON party.party_id = token.party_id
        WHERE token.token_id = @tokenId
        FOR NO KEY UPDATE OF token FOR SHARE OF party
        """;

    private const string Revoke = "UPDATE tokens SET revoked_at = @now WHERE token_id = @tokenId";

    public static async Task<Results<Created<NewToken>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "token_id")] Guid tokenId,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        TimeProvider time,
        HttpResponse response,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var old = await connection.QuerySingleOrDefaultAsync<OldToken>(
            new CommandDefinition(SelectToken, new { tokenId }, transaction, cancellationToken: cancellationToken));
        var now = time.GetUtcNow().UtcDateTime;
        if (old is null)
            return TokenProblems.UnknownToken;
        if (old.Hindrance(now) is { } hindrance)
            return hindrance;

        await connection.ExecuteAsync(new CommandDefinition(Revoke, new { tokenId, now }, transaction, cancellationToken: cancellationToken));
        var successor = await NewToken.AddAsync(transaction, old.PartyId, old.Scopes, now, old.ExpiresAt, cancellationToken);
        // From here on not to be cancelled: the old token must die even if the operator has gone.
        await transaction.CommitAsync(CancellationToken.None);
        // Killing may take as long as an entry lives, and resolvers need the connections.
        await connection.CloseAsync();
        await entries.KillAsync([old.TokenHash]);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, successor);
    }

    private sealed record OldToken
    {
        public required byte[] TokenHash { get; init; }
        public required string PartyId { get; init; }
        public required string[] Scopes { get; init; }
        public DateTime? ExpiresAt { get; init; }
        public DateTime? RevokedAt { get; init; }
        public DateTime? DisabledAt { get; init; }

        /// <summary>Why it cannot be rotated, if so.</summary>
        public ProblemHttpResult? Hindrance(DateTime now) =>
            RevokedAt is not null ? TokenProblems.RevokedToken
            : DisabledAt is not null ? TokenProblems.DisabledParty
            : ExpiresAt <= now ? TokenProblems.ExpiredToken
            : null;
    }
}
