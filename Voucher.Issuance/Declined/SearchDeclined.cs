using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Declined;

/// <summary>A request that got no voucher, as operators see it.</summary>
/// <param name="Id">Rises with each one that is recorded.</param>
/// <param name="At">When it was declined.</param>
/// <param name="DistributorId">Who asked.</param>
/// <param name="TerminalId">At which terminal.</param>
/// <param name="CategoryId">For what.</param>
/// <param name="ProductId">The product that was sold, or null.</param>
/// <param name="RequestId">The distributor's name for the request, or null.</param>
/// <param name="Reason">Why there was no voucher.</param>
public sealed record DeclinedRequest(
    long Id, DateTime At, string DistributorId, string TerminalId, string CategoryId, string? ProductId, string? RequestId, string Reason);

/// <summary>Lets operators search declined requests, newest first. They are recorded behind the answer, so the last second's may be missing.</summary>
public static class SearchDeclined
{
    public static void MapDeclined(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/v1/declined-requests", HandleAsync).RequireAuthorization(Scopes.Admin);

    private static async Task<Results<Ok<Page<DeclinedRequest>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "distributor_id", "terminal_id", "reason", "from", "to");
        var (distributorId, terminalId, reason) = (query.Text("distributor_id"), query.Text("terminal_id"), query.Text("reason"));
        var (from, to) = (query.Time("from")?.UtcDateTime, query.Time("to")?.UtcDateTime);
        if (from >= to)
            query.Errors.Add("to", "Must be after from.");
        var after = ReadCursor(query);
        if (query.Errors.Any)
            return query.Errors.ToProblem();

        var filter = new DeclinedFilter(distributorId, terminalId, reason, from, to, after, query.Limit + 1);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var declined = await connection.QueryAsync<DeclinedRequest>(
            new CommandDefinition(filter.Statement, filter.Parameters, cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of(declined.AsList(), query.Limit, CursorOf));
    }

    private static string[] CursorOf(DeclinedRequest last) =>
        [last.At.Ticks.ToString(CultureInfo.InvariantCulture), last.Id.ToString(CultureInfo.InvariantCulture)];

    private static (DateTime At, long Id)? ReadCursor(OperatorQuery query)
    {
        if (query.After(2) is not [var at, var last])
            return null;
        if (long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return (new DateTime(ticks, DateTimeKind.Utc), id);
        query.RefuseCursor();
        return null;
    }
}
