using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Guessing;

/// <summary>Deletes misses that are old enough, some thousand with each commit.</summary>
public sealed class MissedLookupsSweeper(
    NpgsqlDataSource database, ILogger<MissedLookupsSweeper> logger, IOptions<GuessingOptions> options, TimeProvider time) : BackgroundService
{
    private const int BatchSize = 5_000;

    /// <summary>Another process may be at the same: each row is deleted by one of them.</summary>
    private const string DeleteBatch =
        """
        DELETE FROM missed_lookups WHERE (hour, principal_id, address) IN (
            SELECT hour, principal_id, address FROM missed_lookups WHERE hour < @before LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
        """;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(options.Value.RetentionRound, time);
        try
        {
            do
            {
                await TryRunOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <summary>Deletes what is old enough, and tells how many rows.</summary>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var before = time.GetUtcNow().UtcDateTime - options.Value.Retention;
        var (deleted, batch) = (0, 0);
        do
        {
            batch = await connection.ExecuteAsync(new CommandDefinition(DeleteBatch, new { before, BatchSize }, cancellationToken: cancellationToken));
            deleted += batch;
        }
        while (batch > 0);
        return deleted;
    }

    private async Task TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: an exception that left a background service would end the process.
            GuessingLog.NotDeleted(logger, error);
        }
    }
}
