using Npgsql;
using NpgsqlTypes;
using Voucher.Issuance.Background;

namespace Voucher.Issuance.Requests;

/// <summary>
/// Records declined requests behind the answer, in batches. It never slows or fails a request: when more wait than fit, or PostgreSQL
/// does not take them in several attempts, they are counted and dropped.
/// </summary>
public sealed class DeclinedRequests(NpgsqlDataSource dataSource, IssuanceMetrics metrics, ILogger<DeclinedRequests> logger, TimeProvider time)
    : Recorder<DeclinedRequests.Entry>(1_000, time)
{
    /// <summary>A declined request.</summary>
    public sealed record Entry(VoucherRequest Request, RequestOutcome.Declined Declined, DateTimeOffset At);

    /// <summary>Records a declined request soon. Never waits.</summary>
    public void Record(VoucherRequest request, RequestOutcome.Declined declined) => Record(new Entry(request, declined, Time.GetUtcNow()));

    /// <inheritdoc />
    protected override void Dropped(int entries) => metrics.DeclinedUnrecorded(entries);

    /// <inheritdoc />
    protected override void Failed(Exception error, int entries) => RequestsLog.DeclinedUnrecorded(logger, error, entries);

    /// <inheritdoc />
    protected override async Task WriteAsync(IReadOnlyList<Entry> batch)
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
