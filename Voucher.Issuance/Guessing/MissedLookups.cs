using System.Threading.Channels;
using Npgsql;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Guessing;

/// <summary>
/// Records misses for operators behind the answer, added up by party, address and hour. It never slows or fails a look-up: when more wait than fit, or
/// PostgreSQL does not take them in several attempts, they are counted and dropped. A connection that breaks at the commit may have a batch added twice.
/// </summary>
public sealed class MissedLookups(NpgsqlDataSource dataSource, GuessMetrics metrics, ILogger<MissedLookups> logger, TimeProvider time) : BackgroundService
{
    private const int BatchSize = 5_000;
    private const int Attempts = 5;

    /// <summary>How long to wait before a failed write is tried again; each time as long again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly string Add = EmbeddedText.Beside<MissedLookups>("add_misses.sql");

    private readonly Channel<Entry> queue = Channel.CreateBounded<Entry>(new BoundedChannelOptions(50_000) { SingleReader = true });

    private sealed record Entry(Caller Caller, bool IsRefused, DateTime At)
    {
        public DateTime Hour => At.AddTicks(-(At.Ticks % TimeSpan.TicksPerHour));
    }

    /// <summary>Records a miss, or a look-up that was refused, soon. Never waits.</summary>
    public void Record(Caller caller, bool isRefused)
    {
        metrics.Missed(isRefused);
        if (!queue.Writer.TryWrite(new Entry(caller, isRefused, time.GetUtcNow().UtcDateTime)))
            metrics.Unrecorded(1);
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
        using var quiet = Untraced.Begin();
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
                await AddAsync(batch);
                return;
            }
            catch (Exception error) when (StoreFault.IsPassing(error) && attempt < Attempts)
            {
                await Task.Delay(Pause * attempt, time);
            }
            catch (Exception error)
            {
                // Whatever it was: the recorder must not end.
                GuessingLog.Unrecorded(logger, error, batch.Count);
                metrics.Unrecorded(batch.Count);
                return;
            }
        }
    }

    private async Task AddAsync(List<Entry> batch)
    {
        var sums = batch.GroupBy(entry => (entry.Hour, entry.Caller)).ToList();
        await using var command = dataSource.CreateCommand(Add);
        Give(sums.Select(sum => sum.Key.Hour));
        Give(sums.Select(sum => sum.Key.Caller.PrincipalId));
        Give(sums.Select(sum => sum.Key.Caller.Address));
        Give(sums.Select(sum => sum.LongCount(entry => !entry.IsRefused)));
        Give(sums.Select(sum => sum.LongCount(entry => entry.IsRefused)));
        Give(sums.Select(sum => sum.Max(entry => entry.At)));
        await command.ExecuteNonQueryAsync();

        void Give<T>(IEnumerable<T> values) => command.Parameters.Add(new() { Value = values.ToArray() });
    }
}
