using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>
/// Disables a party. When the answer comes, no gateway accepts any of its tokens. May be repeated: the first time of disabling stays, and
/// the promise is made good again, in case that the first call was cut short.
/// </summary>
internal static class DisableParty
{
    private const string SelectTokens = "SELECT token_hash FROM tokens WHERE party_id = @partyId AND revoked_at IS NULL";

    public static async Task<Results<Ok<Party>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId,
        HttpRequest request,
        ClaimsPrincipal user,
        NpgsqlDataSource dataSource,
        TokenEntries entries,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Party.LockAsync(transaction, partyId, cancellationToken) is not { } party)
            return TokenProblems.UnknownParty;
        if (party.Id == user.PrincipalId())
            return TokenProblems.OwnParty;
        if (Revision.Hindrance(request, party.Revision, isRequired: false) is { } hindrance)
            return hindrance;
        if (party.DisabledAt is null)
        {
            var now = time.GetUtcNow();
            party = await PartyChanges.SaveAsync(
                transaction, party, party with { DisabledAt = now.UtcDateTime }, user.PrincipalId(), "party.disable", now, cancellationToken);
        }
        // Read under the party's lock, so there will be no others.
        var tokenHashes = await connection.QueryAsync<byte[]>(
            new CommandDefinition(SelectTokens, new { partyId }, transaction, cancellationToken: cancellationToken));
        // From here on not to be cancelled: the tokens must die even if the operator has gone.
        await transaction.CommitAsync(CancellationToken.None);
        // Killing may take as long as an entry lives, and resolvers need the connections.
        await connection.CloseAsync();
        await entries.KillAsync([.. tokenHashes]);
        request.HttpContext.Response.SetRevision(party.Revision);
        return TypedResults.Ok(party);
    }
}
