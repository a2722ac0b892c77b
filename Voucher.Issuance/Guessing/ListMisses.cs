using System.Globalization;
using System.Net;
using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Guessing;

/// <summary>Look-ups of an hour that found no voucher. What was looked for is not kept: a mistyped code is all but a code.</summary>
public sealed record MissedLookup
{
    /// <summary>The hour's beginning.</summary>
    public required DateTime Hour { get; init; }

    /// <summary>Who looked; null where no token was asked for.</summary>
    public string? PrincipalId { get; init; }

    /// <summary>From where.</summary>
    public required string Address { get; init; }

    /// <summary>How many look-ups found nothing, or what is somebody else's.</summary>
    public required long Misses { get; init; }

    /// <summary>How many more were refused because there were so many.</summary>
    public required long Refusals { get; init; }

    /// <summary>When the last one was.</summary>
    public required DateTime LastAt { get; init; }
}

/// <summary>Lets operators see who guesses, the last hour first. Recorded behind the answer, so the last second's may be missing.</summary>
internal static class ListMisses
{
    public static void MapMisses(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/v1/missed-lookups", HandleAsync).RequireAuthorization(Scopes.Admin);

    private static async Task<Results<Ok<Page<MissedLookup>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "principal_id", "address", "from", "to");
        var (principalId, address) = (query.Text("principal_id"), ReadAddress(query));
        var (from, to) = (query.Time("from")?.UtcDateTime, query.Time("to")?.UtcDateTime);
        if (from >= to)
            query.Errors.Add("to", "Must be after from.");
        var after = ReadCursor(query);
        if (query.Errors.Any)
            return query.Errors.ToProblem();

        var filter = new MissesFilter(principalId, address, from, to, after, query.Limit + 1);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var misses = await connection.QueryAsync<MissedLookup>(
            new CommandDefinition(filter.Statement, filter.Parameters, cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of(misses.AsList(), query.Limit, CursorOf));
    }

    /// <summary>Any address of a /64 finds all of it.</summary>
    private static string? ReadAddress(OperatorQuery query)
    {
        if (query.Text("address") is not { } text)
            return null;
        if (IPAddress.TryParse(text.EndsWith("/64", StringComparison.Ordinal) ? text[..^3] : text, out var address))
            return Caller.AddressOf(address);
        query.Errors.Add("address", "Must be an address of IPv4 or IPv6, or a /64 such as 2001:db8::/64.");
        return null;
    }

    private static string[] CursorOf(MissedLookup last) =>
        [last.Hour.Ticks.ToString(CultureInfo.InvariantCulture), last.PrincipalId ?? "", last.Address];

    private static (DateTime Hour, string PrincipalId, string Address)? ReadCursor(OperatorQuery query)
    {
        if (query.After(3) is not [var hour, var principalId, var address])
            return null;
        if (long.TryParse(hour, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks)
            return (new DateTime(ticks, DateTimeKind.Utc), principalId, address);
        query.RefuseCursor();
        return null;
    }
}
