using Dapper;
using Npgsql;

namespace Voucher.Issuance.Reconciliation;

/// <summary>What came of comparing a distributor's journal of a day with the ledger.</summary>
/// <param name="Id">Its name.</param>
/// <param name="DistributorId">Whose journal.</param>
/// <param name="Day">Of which day.</param>
/// <param name="TimeZone">The zone whose day it is.</param>
/// <param name="AtToleranceSeconds">By how much times may differ.</param>
/// <param name="CreatedAt">When they were compared, UTC.</param>
/// <param name="Totals">How many of each.</param>
public sealed record ReconciliationReport(
    Guid Id, string DistributorId, DateOnly Day, string TimeZone, int AtToleranceSeconds, DateTime CreatedAt, ReconciliationTotals Totals)
{
    private const string Select =
        """
        SELECT id, distributor_id, day, time_zone, at_tolerance_seconds, created_at, journal_rows, our_vouchers, matched, missing_here, missing_there, different, duplicates
        FROM reconciliations
        WHERE expired_at IS NULL
        """;

    /// <summary>A report, or null. With a distributor, null also if it is another's.</summary>
    public static async Task<ReconciliationReport?> FindAsync(NpgsqlConnection connection, Guid id, string? distributorId, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            connection, $"{Select} AND id = @id AND (@distributorId::text IS NULL OR distributor_id = @distributorId)", new { id, distributorId }, cancellationToken);
        return found.SingleOrDefault();
    }

    /// <summary>Reports, the newest first.</summary>
    internal static Task<IReadOnlyList<ReconciliationReport>> ListAsync(NpgsqlConnection connection, ReconciliationFilter filter, CancellationToken cancellationToken)
    {
        var conditions = new[]
        {
            Select,
            filter.DistributorId is null ? null : "distributor_id = @DistributorId",
            filter.Day is null ? null : "day = @Day",
            filter.After is null ? null : "(created_at, id) < (@AfterAt, @AfterId)",
        };
        return ReadAsync(
            connection,
            $"{string.Join(" AND ", conditions.OfType<string>())} ORDER BY created_at DESC, id DESC LIMIT @HowMany",
            new { filter.DistributorId, filter.Day, AfterAt = filter.After?.At, AfterId = filter.After?.Id, filter.HowMany },
            cancellationToken);
    }

    private static async Task<IReadOnlyList<ReconciliationReport>> ReadAsync(
        NpgsqlConnection connection, string statement, object parameters, CancellationToken cancellationToken)
    {
        await using var row = await connection.ExecuteReaderAsync(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken));
        var reports = new List<ReconciliationReport>();
        while (await row.ReadAsync(cancellationToken))
        {
            var totals = new ReconciliationTotals(
                row.GetInt64(6), row.GetInt64(7), row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12));
            reports.Add(new ReconciliationReport(
                row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateOnly>(2), row.GetString(3), row.GetInt32(4), row.GetDateTime(5), totals));
        }
        return reports;
    }
}

/// <summary>
/// How many of each. Every row of the journal is counted once: <c>journal_rows = matched + different + missing_here + duplicates</c>; and every live
/// voucher of the day: <c>our_vouchers = matched + different + missing_there</c>.
/// </summary>
/// <param name="JournalRows">Rows of the journal.</param>
/// <param name="OurVouchers">Vouchers of the day that did not come back.</param>
/// <param name="Matched">On both sides and the same.</param>
/// <param name="MissingHere">In the journal only.</param>
/// <param name="MissingThere">In the ledger only.</param>
/// <param name="Different">On both sides, but not the same.</param>
/// <param name="Duplicates">Rows that repeat an earlier one.</param>
public sealed record ReconciliationTotals(
    long JournalRows, long OurVouchers, long Matched, long MissingHere, long MissingThere, long Different, long Duplicates);

/// <summary>Which reports to read; null is any.</summary>
internal sealed record ReconciliationFilter(string? DistributorId, DateOnly? Day, (DateTime At, Guid Id)? After, int HowMany);
