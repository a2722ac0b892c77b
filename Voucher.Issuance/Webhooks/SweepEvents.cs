using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Background;

namespace Voucher.Issuance.Webhooks;

/// <summary>
/// Parks what waits for a disabled subscription for too long, deletes what is old enough, some thousand rows with each commit, and counts what waits.
/// Another process may be at the same: each row is done by one of them.
/// </summary>
public sealed class SweepEvents(
    NpgsqlDataSource database, WebhookMetrics metrics, ILogger<SweepEvents> logger, IOptions<WebhookOptions> options, TimeProvider time)
    : Rounds(options.Value.SweepRound, time)
{
    private const int BatchSize = 5_000;

    /// <summary>Deliveries of active subscriptions are parked by their last attempt.</summary>
    private const string Park =
        """
        UPDATE deliveries SET state = 'parked', ended_at = @now
        WHERE id IN (
            SELECT deliveries.id FROM subscriptions JOIN deliveries ON deliveries.subscription_id = subscriptions.id
            WHERE subscriptions.state = 'disabled' AND deliveries.state = 'pending' AND deliveries.give_up_at <= @now AND deliveries.next_attempt_at <= @now
            LIMIT @BatchSize FOR NO KEY UPDATE OF deliveries SKIP LOCKED)
        """;

    private const string DeleteDeliveries =
        """
        DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE ended_at < @before LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
        """;

    private const string DeleteEvents =
        """
        DELETE FROM events WHERE id IN (
            SELECT id FROM events WHERE spread_at < @before AND NOT EXISTS (SELECT FROM deliveries WHERE deliveries.event_id = events.id)
            LIMIT @BatchSize FOR UPDATE SKIP LOCKED)
        """;

    private const string Count = "SELECT count(*) FROM deliveries WHERE state = 'pending'";

    /// <summary>One round.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var now = Time.GetUtcNow().UtcDateTime;
        var all = new { now, before = now - options.Value.EventRetention, BatchSize };
        foreach (var statement in (string[])[Park, DeleteDeliveries, DeleteEvents])
        {
            while (await connection.ExecuteAsync(new CommandDefinition(statement, all, cancellationToken: cancellationToken)) == BatchSize)
            {
                // The next batch.
            }
        }
        metrics.Waiting(await connection.ExecuteScalarAsync<long>(new CommandDefinition(Count, cancellationToken: cancellationToken)));
    }

    /// <inheritdoc />
    protected override Task RoundAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    /// <inheritdoc />
    protected override void Failed(Exception error) => WebhooksLog.NotSwept(logger, error);
}
