using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Voucher.Issuance.Ledger;

/// <summary>
/// The batching writer: takes what has piled up while the last commit was being flushed and writes it with the next one, so that
/// the cost of a flush is shared.
/// </summary>
public sealed class LedgerWriter(
    NpgsqlDataSource dataSource,
    IssuanceMetrics metrics,
    ILogger<LedgerWriter> logger,
    IOptions<IssuanceOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <summary>How long to wait before a failed write is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<Waiting> queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(options.Value.LedgerQueue) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>How many entries wait for the next batch.</summary>
    internal int Queued => queue.Reader.Count;

    private sealed record Waiting(LedgerEntry Entry, ActivityContext Request, TaskCompletionSource<LedgerOutcome> Outcome);

    /// <summary>Writes an entry with the next commit. When this returns <see cref="LedgerOutcome.Issued"/>, the voucher is flushed to disk.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended. The entry may be written all the same.</exception>
    public async Task<LedgerOutcome> WriteAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        using var span = IssuanceTelemetry.Source.StartActivity("ledger write");
        var waiting = new Waiting(
            entry,
            Activity.Current?.Context ?? default,
            new TaskCompletionSource<LedgerOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        await queue.Writer.WriteAsync(waiting, cancellationToken);
        await using var giveUp = cancellationToken.UnsafeRegister(
            static (outcome, token) => ((TaskCompletionSource<LedgerOutcome>)outcome!).TrySetCanceled(token), waiting.Outcome);
        var outcome = await waiting.Outcome.Task;
        span?.SetTag("voucher.ledger.outcome", outcome.GetType().Name);
        return outcome;
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.LedgerWriters).Select(_ => WriteBatchesAsync(stoppingToken)));

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What waits is still written: its requests are being answered.
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    private async Task WriteBatchesAsync(CancellationToken stoppingToken)
    {
        // Batches belong to no request: without this, each would hang under the one that happened to start the loop.
        Activity.Current = null;
        var batch = new List<Waiting>(options.Value.LedgerBatchSize);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < options.Value.LedgerBatchSize && queue.Reader.TryRead(out var waiting))
            {
                // What nobody waits for any more is not written: its code would be burned. The sweeper puts it back.
                if (!IsGivenUp(waiting))
                    batch.Add(waiting);
            }
            if (batch.Count > 0)
                await WriteAsync(batch, stoppingToken);
        }
    }

    private async Task WriteAsync(List<Waiting> batch, CancellationToken stoppingToken)
    {
        metrics.LedgerBatch(batch.Count);
        while (true)
        {
            try
            {
                using var span = StartBatchSpan(batch);
                var outcomes = await LedgerBatch.WriteAsync(dataSource, [.. batch.Select(waiting => waiting.Entry)], CancellationToken.None);
                for (var i = 0; i < outcomes.Length; i++)
                    batch[i].Outcome.TrySetResult(outcomes[i]);
                return;
            }
            catch (Exception error) when (batch.Count > 1 && !StoreFault.IsPassing(error))
            {
                // One entry spoils the statement for all: each for itself, so that only that one fails.
                LedgerLog.BatchFailed(logger, error, batch.Count);
                foreach (var waiting in batch)
                    await WriteAsync([waiting], stoppingToken);
                return;
            }
            catch (Exception error)
            {
                // Whatever it was: the writer must not end. The outcome may be unknown (the connection was lost while it was
                // committing); writing again finds out.
                LedgerLog.BatchFailed(logger, error, batch.Count);
                if (!StoreFault.IsPassing(error) || stoppingToken.IsCancellationRequested)
                    batch.ForEach(GiveUp);
                batch.RemoveAll(IsGivenUp);
                if (batch.Count == 0)
                    return;
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    private static bool IsGivenUp(Waiting waiting) => waiting.Outcome.Task.IsCompleted;

    private static void GiveUp(Waiting waiting) => waiting.Outcome.TrySetResult(new LedgerOutcome.Unknown());

    private static Activity? StartBatchSpan(List<Waiting> batch)
    {
        if (!IssuanceTelemetry.Source.HasListeners())
            return null;
        var links = batch.Where(waiting => waiting.Request != default).Select(waiting => new ActivityLink(waiting.Request));
        var span = IssuanceTelemetry.Source.StartActivity("ledger commit", ActivityKind.Internal, default(ActivityContext), links: links);
        span?.SetTag("voucher.ledger.batch.size", batch.Count);
        return span;
    }
}
