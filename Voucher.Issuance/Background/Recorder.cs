using System.Threading.Channels;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Background;

/// <summary>
/// Records what happens behind the answer, in batches. It never slows or fails a request: when more wait than fit, or PostgreSQL does not take them in several
/// attempts, they are counted and dropped.
/// </summary>
/// <param name="batchSize">How many entries one write takes at most.</param>
/// <param name="time">The clock.</param>
public abstract class Recorder<TEntry>(int batchSize, TimeProvider time) : BackgroundService
{
    private const int MostWaiting = 50_000;
    private const int Attempts = 5;

    /// <summary>How long to wait before a failed write is tried again; each time as long again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<TEntry> queue = Channel.CreateBounded<TEntry>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What waits is still written.
        queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        var batch = new List<TEntry>(batchSize);
        while (await queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < batchSize && queue.Reader.TryRead(out var entry))
                batch.Add(entry);
            await TryWriteAsync(batch);
        }
    }

    /// <summary>Has an entry written soon. Never waits.</summary>
    protected void Record(TEntry entry)
    {
        if (!queue.Writer.TryWrite(entry))
            Dropped(1);
    }

    /// <summary>Writes a batch.</summary>
    protected abstract Task WriteAsync(IReadOnlyList<TEntry> batch);

    /// <summary>Counts entries that are not recorded.</summary>
    protected abstract void Dropped(int entries);

    /// <summary>Tells that a batch could not be written.</summary>
    protected abstract void Failed(Exception error, int entries);

    private async Task TryWriteAsync(List<TEntry> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteAsync(batch);
                return;
            }
            catch (Exception error) when (StoreFault.IsPassing(error) && attempt < Attempts)
            {
                await Task.Delay(Pause * attempt, Time);
            }
            catch (Exception error)
            {
                // Whatever it was: the recorder must not end.
                Failed(error, batch.Count);
                Dropped(batch.Count);
                return;
            }
        }
    }
}
