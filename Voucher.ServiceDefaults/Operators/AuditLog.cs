using System.Data.Common;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>A change that an operator made.</summary>
/// <param name="Actor">The party that made it, or the name of a service that did so by itself.</param>
/// <param name="Action">What was done, as a noun and a verb: <c>campaign.pause</c>.</param>
/// <param name="SubjectKind">What it was done to: <c>campaign</c>.</param>
/// <param name="SubjectId">To which one.</param>
/// <param name="Before">The public form before, or null.</param>
/// <param name="After">The public form after, or null.</param>
public sealed record AuditEntry(string Actor, string Action, string SubjectKind, string SubjectId, object? Before, object? After);

/// <summary>
/// The log of changes: each is written in the transaction of the change itself, so there is none without the other. It has no secrets, since
/// <see cref="AuditEntry.Before"/> and <see cref="AuditEntry.After"/> are what an operator may read anyway.
/// </summary>
public static class AuditLog
{
    private const string Insert =
        """
        INSERT INTO audit_entries (at, actor, action, subject_kind, subject_id, before, after)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new UtcSecondsConverter() },
    };

    /// <summary>Writes an entry within the transaction of the change.</summary>
    public static async Task WriteAsync(DbTransaction transaction, AuditEntry entry, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Insert, (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction)
        {
            Parameters =
            {
                new() { Value = at.UtcDateTime },
                new() { Value = entry.Actor },
                new() { Value = entry.Action },
                new() { Value = entry.SubjectKind },
                new() { Value = entry.SubjectId },
                Form(entry.Before),
                Form(entry.After),
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Form(object? value) => new()
    {
        Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, Json),
        NpgsqlDbType = NpgsqlDbType.Jsonb,
    };
}
