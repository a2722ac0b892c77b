using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>An operator asks for a token of a party.</summary>
/// <param name="Scopes">What it may do: at least one of the scopes of the party's kind.</param>
/// <param name="ExpiresAt">When it ends, in the future; null or absent when it does not.</param>
internal sealed record IssueTokenRequest(string[]? Scopes, DateTimeOffset? ExpiresAt);

/// <summary>Issues a token. The answer is the only place where its text is ever shown.</summary>
internal static class IssueToken
{
    /// <summary>The share lock keeps the party from being disabled until the token is there, to be killed with the others.</summary>
    private const string SelectParty =
        "SELECT kind AS Kind, disabled_at AS DisabledAt FROM parties WHERE party_id = @partyId FOR SHARE";

    public static async Task<Results<Created<NewToken>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        [FromRoute(Name = "party_id")] string partyId,
        HttpRequest httpRequest,
        NpgsqlDataSource dataSource,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var (request, unreadable) = await OperatorsBody.ReadAsync<IssueTokenRequest>(httpRequest, cancellationToken);
        if (request is null)
            return TypedResults.ValidationProblem(unreadable);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var party = await connection.QuerySingleOrDefaultAsync<PartyRow>(
            new CommandDefinition(SelectParty, new { partyId }, transaction, cancellationToken: cancellationToken));
        if (party is null)
            return TokenProblems.UnknownParty;
        if (party.DisabledAt is not null)
            return TokenProblems.DisabledParty;
        var now = time.GetUtcNow();
        var errors = Check(request, party.Kind, now);
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);

        var token = await NewToken.AddAsync(
            transaction, partyId, request.Scopes!, now.UtcDateTime, request.ExpiresAt?.UtcDateTime, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        httpRequest.HttpContext.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, token);
    }

    /// <summary>What is wrong, by field.</summary>
    internal static Dictionary<string, string[]> Check(IssueTokenRequest request, string kind, DateTimeOffset now)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var grantable = GrantableTo(kind);
        if (request.Scopes is not { Length: > 0 } scopes)
            errors["scopes"] = ["At least one scope is required."];
        else if (!Array.TrueForAll(scopes, scope => grantable.Contains(scope)))
            errors["scopes"] = [$"The scopes of a {kind} are {string.Join(", ", grantable)}."];
        else if (scopes.Distinct(StringComparer.Ordinal).Count() != scopes.Length)
            errors["scopes"] = ["A scope is named twice."];
        if (request.ExpiresAt <= now)
            errors["expires_at"] = ["Must be in the future."];
        return errors;
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
