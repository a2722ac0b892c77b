using System.Data.Common;
using Dapper;
using Npgsql;

namespace Voucher.Issuance.Reconciliation;

/// <summary>A difference between a journal and the ledger.</summary>
/// <param name="Kind">One of <see cref="DifferenceKinds"/>.</param>
/// <param name="Line">The journal's line; null for a voucher that the journal lacks.</param>
/// <param name="Detail">Of a row that is missing here: <c>unknown</c>, <c>declined</c>, <c>returned</c> or <c>issued_on_another_day</c>; else null.</param>
/// <param name="Differs">Of a row that is different: the fields; else null.</param>
/// <param name="FirstLine">Of a row that repeats another: that one's line; else null.</param>
/// <param name="Journal">What the journal says; null for a voucher that it lacks.</param>
/// <param name="Voucher">What the ledger says; null where it knows of none.</param>
public sealed record Difference(
    string Kind, long? Line, string? Detail, IReadOnlyList<string>? Differs, long? FirstLine, JournalSide? Journal, LedgerSide? Voucher)
{
    private const string Select =
        """
        SELECT kind, number, detail, differs, first_line, journal_request_id, journal_voucher_code, journal_terminal_id, journal_at,
               campaign_id, request_id, voucher_code, serial_number, terminal_id, issued_at, state
        FROM reconciliation_differences
        WHERE reconciliation_id = @id
        """;

    /// <summary>Differences of a report by kind, then by line or, without one, by time; each with its number within its kind.</summary>
    internal static async Task<IReadOnlyList<(long Number, Difference Difference)>> ListAsync(
        NpgsqlConnection connection, Guid id, string? kind, (string Kind, long Number)? after, int howMany, CancellationToken cancellationToken)
    {
        var conditions = new[] { Select, kind is null ? null : "kind = @kind", after is null ? null : "(kind, number) > (@AfterKind, @AfterNumber)" };
        await using var row = await connection.ExecuteReaderAsync(new CommandDefinition(
            $"{string.Join(" AND ", conditions.OfType<string>())} ORDER BY kind, number LIMIT @howMany",
            new { id, kind, AfterKind = after?.Kind, AfterNumber = after?.Number, howMany },
            cancellationToken: cancellationToken));
        var differences = new List<(long, Difference)>();
        while (await row.ReadAsync(cancellationToken))
            differences.Add((row.GetInt64(1), Read(row)));
        return differences;
    }

    private static Difference Read(DbDataReader row)
    {
        var kind = row.GetString(0);
        var isInJournal = kind != DifferenceKinds.MissingThere;
        return new Difference(
            kind,
            isInJournal ? row.GetInt64(1) : null,
            Text(row, 2),
            row.IsDBNull(3) ? null : row.GetFieldValue<string[]>(3),
            row.IsDBNull(4) ? null : row.GetInt64(4),
            isInJournal ? new JournalSide(Text(row, 5), Text(row, 6), Text(row, 7), row.IsDBNull(8) ? null : row.GetDateTime(8)) : null,
            row.IsDBNull(9) ? null : new LedgerSide(row.GetString(9), Text(row, 10), row.GetString(11), Text(row, 12), row.GetString(13), row.GetDateTime(14), row.GetString(15)));
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>What a journal's row says.</summary>
public sealed record JournalSide(string? RequestId, string? VoucherCode, string? TerminalId, DateTime? At);

/// <summary>What the ledger says of the same voucher. Its code is never to be logged.</summary>
public sealed record LedgerSide(
    string CampaignId, string? RequestId, string VoucherCode, string? SerialNumber, string TerminalId, DateTime At, string State);

/// <summary>The kinds of differences.</summary>
public static class DifferenceKinds
{
    /// <summary>On both sides, but not the same.</summary>
    public const string Different = "different";

    /// <summary>A row that repeats an earlier one of the journal.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>In the journal only.</summary>
    public const string MissingHere = "missing_here";

    /// <summary>In the ledger only.</summary>
    public const string MissingThere = "missing_there";
}
