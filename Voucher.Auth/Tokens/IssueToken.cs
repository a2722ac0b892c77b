using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>
/// Issues a token, by default with all scopes of the party's kind and without an end. The answer is the only place where its text is ever
/// shown.
/// </summary>
internal static class IssueToken
{
    private const int MostScopes = 10;

    /// <summary>The share lock keeps the party from being disabled until the token is there, to be killed with the others.</summary>
    private const string SelectParty =
        "SELECT kind AS Kind, disabled_at AS DisabledAt FROM parties WHERE party_id = @partyId FOR SHARE";

    public static async Task<Results<Created<NewToken>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId,
        HttpRequest request,
        ClaimsPrincipal user,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["scopes", "expires_at"], cancellationToken, mayBeAbsent: true);
        var now = time.GetUtcNow();
        var (scopes, expiresAt) = (body.Texts("scopes", 1, MostScopes), body.Time("expires_at"));
        if (expiresAt <= now)
            body.Wrong("expires_at", "Must be in the future.");
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        if (!OperatorValues.IsId(partyId))
            return TokenProblems.UnknownParty;

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var party = await connection.QuerySingleOrDefaultAsync<PartyRow>(
            new CommandDefinition(SelectParty, new { partyId }, transaction, cancellationToken: cancellationToken));
        if (party is null)
            return TokenProblems.UnknownParty;
        if (party.DisabledAt is not null)
            return TokenProblems.DisabledParty;
        var grantable = GrantableTo(party.Kind);
        if (scopes?.Except(grantable, StringComparer.Ordinal).Any() == true)
        {
            body.Wrong("scopes", $"The scopes of a {party.Kind} are {string.Join(", ", grantable)}.");
            return body.Errors.ToProblem();
        }

        var wish = new TokenWish(partyId, scopes?.ToArray() ?? grantable, expiresAt?.UtcDateTime);
        var token = await TokenMaking.GenerateAsync(transaction, wish, user.PrincipalId(), now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TokenAnswers.Created(request.HttpContext.Response, token);
    }

    private static string[] GrantableTo(string kind) => kind switch
    {
        PrincipalKinds.Distributor => [Scopes.RequestVoucher, Scopes.ReadVouchers],
        PrincipalKinds.Merchant => [Scopes.ManageVouchers, Scopes.RedeemForAccount],
        PrincipalKinds.Operator => [Scopes.Admin],
        _ => [],
    };

    private sealed record PartyRow(string Kind, DateTime? DisabledAt);
}
