using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Auth.Parties;

/// <summary>Shows a party, with its revision as entity tag.</summary>
internal static class ShowParty
{
    public static async Task<Results<Ok<Party>, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId, NpgsqlDataSource dataSource, HttpResponse response, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await Party.FindAsync(connection, partyId, cancellationToken) is not { } party)
            return TokenProblems.UnknownParty;
        response.SetRevision(party.Revision);
        return TypedResults.Ok(party);
    }
}
