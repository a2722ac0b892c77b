using System.Threading.Channels;
using Npgsql;
using NpgsqlTypes;

namespace Voucher.Issuance.Requests;

/// <summary>
/// Records declined requests behind the answer, in batches. It never slows or fails a request: when more wait than fit, or PostgreSQL
/// does not take them in several attempts, they are counted and dropped.
/// </summary>
public sealed class DeclinedRequests(NpgsqlDataSource dataSource, IssuanceMetrics metrics, ILogger<DeclinedRequests> logger, TimeProvider time)
    : BackgroundService
{
    private const int BatchSize = 1_000;
    private const int Attempts = 5;

    /// <summary>How long to wait before a failed write is tried again; each time as long again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(50_000) { SingleReader = true });

    private sealed record Entry(VoucherRequest Request, RequestOutcome.Declined Declined, DateTimeOffset At);

    /// <summary>Records a declined request soon. Never waits.</summary>
    public void Record(VoucherRequest request, RequestOutcome.Declined declined)
    {
        if (!queue.Writer.TryWrite(new Entry(request, declined, time.GetUtcNow())))
            metrics.DeclinedUnrecorded(1);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        System.Diagnostics.Activity.Current = null;
        var batch = new List<Entry>(BatchSize);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < BatchSize && queue.Reader.TryRead(out var entry))
                batch.Add(entry);
            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(List<Entry> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CopyAsync(batch);
                return;
            }
            catch (Exception error) when (StoreFault.IsPassing(error) && attempt < Attempts)
            {
                await Task.Delay(Pause * attempt, time);
            }
            catch (Exception error)
            {
                // Whatever it was: the recorder must not end.
                RequestsLog.DeclinedUnrecorded(logger, error, batch.Count);
                metrics.DeclinedUnrecorded(batch.Count);
                return;
            }
        }
    }

    private async Task CopyAsync(List<Entry> batch)
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync(
            """
            COPY declined_requests (declined_at, distributor_id, terminal_id, category_id, product_id, request_id, campaign_id, reason, product_ids)
            FROM STDIN (FORMAT BINARY)
            """);
        foreach (var entry in batch)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(entry.At.UtcDateTime, NpgsqlDbType.TimestampTz);
            await WriteTextAsync(copy, entry.Request.DistributorId);
            await WriteTextAsync(copy, entry.Request.TerminalId);
            await WriteTextAsync(copy, entry.Request.CategoryIds[0]);
            await WriteTextAsync(copy, entry.Request.ProductId);
            await WriteTextAsync(copy, entry.Request.RequestId);
            await WriteTextAsync(copy, entry.Declined.CampaignId);
            await WriteTextAsync(copy, entry.Declined.Reason);
            if (entry.Request.Shape == RequestShape.Products)
                await copy.WriteAsync(entry.Request.CategoryIds.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
            else
                await copy.WriteNullAsync();
        }
        await copy.CompleteAsync();
    }

    private static Task WriteTextAsync(NpgsqlBinaryImporter copy, string? text) =>
        text is null ? copy.WriteNullAsync() : copy.WriteAsync(text, NpgsqlDbType.Text);
}
