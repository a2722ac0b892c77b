using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Background;

namespace Voucher.Issuance.Guessing;

/// <summary>Deletes misses that are old enough, some thousand with each commit.</summary>
public sealed class MissedLookupsSweeper(
    NpgsqlDataSource database, ILogger<MissedLookupsSweeper> logger, IOptions<GuessingOptions> options, TimeProvider time)
    : Rounds(options.Value.RetentionRound, time)
{
    private const int BatchSize = 5_000;

    /// <summary>Another process may be at the same: each row is deleted by one of them.</summary>
    private const string DeleteBatch =
        """
        DELETE FROM missed_lookups WHERE (hour, principal_id, address) IN (
            SELECT hour, principal_id, address FROM missed_lookups WHERE hour < @before LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Deletes what is old enough, and tells how many rows.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var before = Time.GetUtcNow().UtcDateTime - options.Value.Retention;
        var (deleted, batch) = (0, 0);
        do
        {
            batch = await connection.ExecuteAsync(new CommandDefinition(DeleteBatch, new { before, BatchSize }, cancellationToken: cancellationToken));
            deleted += batch;
        }
        while (batch > 0);
        return deleted;
    }

    /// <inheritdoc />
    protected override Task RoundAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    /// <inheritdoc />
    protected override void Failed(Exception error) => GuessingLog.NotDeleted(logger, error);
}
