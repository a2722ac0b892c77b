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
/// Enables a disabled party: its tokens that are neither revoked nor expired work again. They do so at once, except while Redis does not
/// answer or a disabling still waits for it: then within <see cref="TokenEntryOptions.DeadLife"/>. May be repeated.
/// </summary>
internal static class EnableParty
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
        if (Revision.Hindrance(request, party.Revision, isRequired: false) is { } hindrance)
            return hindrance;
        if (party.DisabledAt is not null)
        {
            party = await PartyChanges.SaveAsync(
                transaction, party, party with { DisabledAt = null }, user.PrincipalId(), "party.enable", time.GetUtcNow(), cancellationToken);
        }
        var tokenHashes = await connection.QueryAsync<byte[]>(
            new CommandDefinition(SelectTokens, new { partyId }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        await connection.CloseAsync();
        await entries.ReviveAsync([.. tokenHashes]);
        request.HttpContext.Response.SetRevision(party.Revision);
        return TypedResults.Ok(party);
    }
}
