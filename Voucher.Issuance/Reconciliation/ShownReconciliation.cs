using Npgsql;

namespace Voucher.Issuance.Reconciliation;

/// <summary>A report with the first page of its differences.</summary>
/// <param name="Id">Its name.</param>
/// <param name="DistributorId">Whose journal.</param>
/// <param name="Day">Of which day.</param>
/// <param name="TimeZone">The zone whose day it is.</param>
/// <param name="AtToleranceSeconds">By how much times may differ.</param>
/// <param name="CreatedAt">When they were compared, UTC.</param>
/// <param name="Totals">How many of each.</param>
/// <param name="Differences">The first of them, by kind and line.</param>
/// <param name="NextCursor">What to give to the list of differences for the next page; null when there are no more.</param>
public sealed record ShownReconciliation(
    Guid Id,
    string DistributorId,
    DateOnly Day,
    string TimeZone,
    int AtToleranceSeconds,
    DateTime CreatedAt,
    ReconciliationTotals Totals,
    IReadOnlyList<Difference> Differences,
    string? NextCursor)
{
    private const int FirstPage = 50;

    /// <summary>A report, or null. With a distributor, null also if it is another's.</summary>
    public static async Task<ShownReconciliation?> FindAsync(NpgsqlConnection connection, Guid id, string? distributorId, CancellationToken cancellationToken)
    {
        if (await ReconciliationReport.FindAsync(connection, id, distributorId, cancellationToken) is not { } report)
            return null;
        var page = await DifferencePage.ReadAsync(connection, id, kind: null, after: null, FirstPage, cancellationToken);
        return new ShownReconciliation(
            report.Id, report.DistributorId, report.Day, report.TimeZone, report.AtToleranceSeconds, report.CreatedAt, report.Totals, page.Items, page.NextCursor);
    }
}
