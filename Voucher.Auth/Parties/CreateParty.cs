using System.Data.Common;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Auth.Operators;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>Creates a distributor, merchant or operator, by an identifier that the operator chooses and that never changes.</summary>
internal static class CreateParty
{
    private const string Insert =
        $"""
        INSERT INTO parties (party_id, kind, name, created_at) VALUES (@id, @kind, @name, @now) ON CONFLICT DO NOTHING
        RETURNING {Party.Columns}
        """;

    public static async Task<Results<Created<Party>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpRequest request, ClaimsPrincipal user, NpgsqlDataSource dataSource, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["id", "kind", "name"], cancellationToken);
        body.Require("id", "kind", "name");
        var (id, kind, name) = (body.Id("id"), body.OneOf("kind", PartiesApi.Kinds), body.Text("name"));
        if (id == FirstOperator.PartyId)
            body.Wrong("id", "Is kept for the operator whose token comes from the configuration. Choose another.");
        if (body.Errors.Any)
            return body.Errors.ToProblem();

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await AddAsync(transaction, id!, kind!, name!, user.PrincipalId(), time.GetUtcNow(), cancellationToken) is not { } party)
            return TypedResults.Problem("There is a party of this id already.", statusCode: StatusCodes.Status409Conflict);
        await transaction.CommitAsync(cancellationToken);
        request.HttpContext.Response.SetRevision(party.Revision);
        return TypedResults.Created($"/admin/v1/parties/{party.Id}", party);
    }

    /// <summary>Adds a party and writes down who did so; null when there is one of that identifier.</summary>
    public static async Task<Party?> AddAsync(
        DbTransaction transaction, string id, string kind, string name, string actor, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var row = new { id, kind, name, now = at.UtcDateTime };
        var party = await transaction.Connection!.QuerySingleOrDefaultAsync<Party>(
            new CommandDefinition(Insert, row, transaction, cancellationToken: cancellationToken));
        if (party is not null)
            await AuditLog.WriteAsync(transaction, new AuditEntry(actor, "party.create", PartyChanges.SubjectKind, id, Before: null, party), at, cancellationToken);
        return party;
    }
}
