using System.Globalization;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Declined;

/// <summary>A request that got no voucher, as operators see it.</summary>
public sealed record DeclinedRequest
{
    /// <summary>Rises with each one that is recorded.</summary>
    public required long Id { get; init; }

    /// <summary>When it was declined.</summary>
    public required DateTime At { get; init; }

    /// <summary>Who asked.</summary>
    public required string DistributorId { get; init; }

    /// <summary>At which terminal.</summary>
    public required string TerminalId { get; init; }

    /// <summary>For what; the first of its products where it lists them in order.</summary>
    public required string CategoryId { get; init; }

    /// <summary>The product that was sold, or null.</summary>
    public string? ProductId { get; init; }

    /// <summary>The products in the order of preference; null where the request is of a category.</summary>
    public string[]? ProductIds { get; init; }

    /// <summary>The distributor's name for the request, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>Why there was no voucher.</summary>
    public required string Reason { get; init; }
}

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
