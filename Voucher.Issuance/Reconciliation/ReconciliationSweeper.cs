using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Background;

namespace Voucher.Issuance.Reconciliation;

/// <summary>
/// Deletes reconciliations that are old enough, some thousand rows with each commit, so that nobody notices. Nobody is shown one any more of which a
/// part is gone.
/// </summary>
public sealed class ReconciliationSweeper(
    NpgsqlDataSource database, ILogger<ReconciliationSweeper> logger, IOptions<IssuanceOptions> options, TimeProvider time)
    : Rounds(options.Value.ReconciliationRound, time)
{
    private const int BatchSize = 5_000;

    private const string Hide =
        "UPDATE reconciliations SET expired_at = @now WHERE created_at < @before AND expired_at IS NULL";

    private const string Expired = "SELECT id FROM reconciliations WHERE expired_at IS NOT NULL ORDER BY created_at, id";

    /// <summary>Another process may be at the same: each row is deleted by one of them.</summary>
    private const string DeleteBatch =
        """
        DELETE FROM reconciliation_differences
        WHERE (reconciliation_id, kind, number) IN (
            SELECT reconciliation_id, kind, number FROM reconciliation_differences WHERE reconciliation_id = @id LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
        """;

    private const string DeleteReport =
        "DELETE FROM reconciliations WHERE id = @id AND NOT EXISTS (SELECT FROM reconciliation_differences WHERE reconciliation_id = @id)";

    /// <summary>Deletes what is old enough, and tells how many reports.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = Time.GetUtcNow().UtcDateTime;
        var before = now - options.Value.ReconciliationRetention;
        await connection.ExecuteAsync(new CommandDefinition(Hide, new { now, before }, cancellationToken: cancellationToken));
        var deleted = 0;
        foreach (var id in await connection.QueryAsync<Guid>(new CommandDefinition(Expired, cancellationToken: cancellationToken)))
        {
            while (await connection.ExecuteAsync(new CommandDefinition(DeleteBatch, new { id, BatchSize }, cancellationToken: cancellationToken)) > 0)
            {
                // The next batch.
            }
            deleted += await connection.ExecuteAsync(new CommandDefinition(DeleteReport, new { id }, cancellationToken: cancellationToken));
        }
        if (deleted > 0)
            ReconciliationLog.Deleted(logger, deleted);
        return deleted;
    }

    /// <inheritdoc />
    protected override Task RoundAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    /// <inheritdoc />
    protected override void Failed(Exception error) => ReconciliationLog.NotDeleted(logger, error);
}
