using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>Changes a party's name, as a merge patch (RFC 7396). Of two that change what both have seen, the second gets 412.</summary>
internal static class ChangeParty
{
    public static async Task<Results<Ok<Party>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId,
        HttpRequest request,
        ClaimsPrincipal user,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["name"], cancellationToken);
        var name = body.Keep("name").Text("name");
        if (body.Errors.Any)
            return body.Errors.ToProblem();

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Party.LockAsync(transaction, partyId, cancellationToken) is not { } party)
            return TokenProblems.UnknownParty;
        if (Revision.Hindrance(request, party.Revision, isRequired: true) is { } hindrance)
            return hindrance;
        if (name is not null && name != party.Name)
        {
            party = await PartyChanges.SaveAsync(
                transaction, party, party with { Name = name }, user.PrincipalId(), "party.change", time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        request.HttpContext.Response.SetRevision(party.Revision);
        return TypedResults.Ok(party);
    }
}
