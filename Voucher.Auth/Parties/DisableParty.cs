using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.Auth.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>A party that has been disabled, by this call or an earlier one.</summary>
internal sealed record DisabledParty(string PartyId, DateTime DisabledAt);

/// <summary>Disables a party. When the answer comes, no gateway accepts any of its tokens. May be repeated.</summary>
internal static class DisableParty
{
    private const string Disable =
        """
        UPDATE parties SET disabled_at = coalesce(disabled_at, @now) WHERE party_id = @partyId
        RETURNING disabled_at
        """;

    private const string SelectTokens = "SELECT token_hash FROM tokens WHERE party_id = @partyId AND revoked_at IS NULL";

    public static async Task<Results<Ok<DisabledParty>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // From here on not to be cancelled: the tokens must die even if the operator has gone.
        var disabledAt = await connection.QuerySingleOrDefaultAsync<DateTime?>(Disable, new { partyId, now = time.GetUtcNow().UtcDateTime });
        if (disabledAt is null)
            return TokenProblems.UnknownParty;
        var tokenHashes = await connection.QueryAsync<byte[]>(SelectTokens, new { partyId });
        // Killing may take as long as an entry lives, and resolvers need the connections.
        await connection.CloseAsync();
        await entries.KillAsync([.. tokenHashes]);
        return TypedResults.Ok(new DisabledParty(partyId, disabledAt.Value));
    }
}
