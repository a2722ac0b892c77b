using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Npgsql;
using NpgsqlTypes;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>An entry of the audit log, as operators read it.</summary>
public sealed record LoggedChange(
    long Id, DateTime At, string Actor, string Action, string SubjectKind, string SubjectId, JsonElement? Before, JsonElement? After);

/// <summary>Operators read the log of changes that a service keeps.</summary>
public static class ReadAudit
{
    private const string Select =
        """
        SELECT id, at, actor, action, subject_kind, subject_id, before, after FROM audit_entries
        WHERE ($1 IS NULL OR actor = $1) AND ($2 IS NULL OR subject_id = $2) AND ($3 IS NULL OR action = $3)
          AND ($4 IS NULL OR at >= $4) AND ($5 IS NULL OR at < $5) AND ($6 IS NULL OR id < $6)
        ORDER BY id DESC LIMIT $7
        """;

    /// <summary>Maps <c>GET /admin/v1/audit/{area}</c>: newest first, by <c>actor</c>, <c>subject</c>, <c>action</c>, <c>from</c> and <c>to</c>.</summary>
    /// <param name="routes">The service's routes.</param>
    /// <param name="area">What the service's log is about: access, campaigns or codes.</param>
    public static void MapAudit(this IEndpointRouteBuilder routes, string area) =>
        routes.MapGet($"/admin/v1/audit/{area}", HandleAsync).RequireAuthorization(Scopes.Admin);

    private static async Task<Results<Ok<Page<LoggedChange>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "actor", "subject", "action", "from", "to");
        var (actor, subject, action) = (query.Text("actor"), query.Text("subject"), query.Text("action"));
        var (from, to) = (query.Time("from"), query.Time("to"));
        var after = query.After(1);
        long? before = null;
        if (after is [var last] && !TryId(last, out before))
            query.RefuseCursor();
        if (query.Errors.Any)
            return query.Errors.ToProblem();

        await using var command = database.CreateCommand(Select);
        foreach (var text in new[] { actor, subject, action })
            command.Parameters.Add(Given(text, NpgsqlDbType.Text));
        foreach (var time in new[] { from, to })
            command.Parameters.Add(Given(time?.UtcDateTime, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Given(before, NpgsqlDbType.Bigint));
        command.Parameters.Add(Given(query.Limit + 1, NpgsqlDbType.Integer));
        var changes = new List<LoggedChange>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            changes.Add(Read(reader));
        return TypedResults.Ok(Page.Of(changes, query.Limit, change => [change.Id.ToString(CultureInfo.InvariantCulture)]));
    }

    private static LoggedChange Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetDateTime(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), Form(row, 6), Form(row, 7));

    private static JsonElement? Form(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : JsonElement.Parse(row.GetString(column));

    private static NpgsqlParameter Given(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static bool TryId(string text, out long? id)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        id = number;
        return isNumber;
    }
}
