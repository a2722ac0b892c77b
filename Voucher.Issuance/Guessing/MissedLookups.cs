using Npgsql;
using Voucher.Issuance.Background;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Guessing;

/// <summary>
/// Records misses for operators behind the answer, added up by party, address and hour. It never slows or fails a look-up: when more wait than fit, or
/// PostgreSQL does not take them in several attempts, they are counted and dropped. A connection that breaks at the commit may have a batch added twice.
/// </summary>
public sealed class MissedLookups(NpgsqlDataSource dataSource, GuessMetrics metrics, ILogger<MissedLookups> logger, TimeProvider time)
    : Recorder<MissedLookups.Entry>(5_000, time)
{
    private static readonly string Add = EmbeddedText.Beside<MissedLookups>("add_misses.sql");

    /// <summary>A miss, or a look-up that was refused.</summary>
    public sealed record Entry(Caller Caller, bool IsRefused, DateTime At)
    {
        public DateTime Hour => At.AddTicks(-(At.Ticks % TimeSpan.TicksPerHour));
    }

    /// <summary>Records a miss, or a look-up that was refused, soon. Never waits.</summary>
    public void Record(Caller caller, bool isRefused)
    {
        metrics.Missed(isRefused);
        Record(new Entry(caller, isRefused, Time.GetUtcNow().UtcDateTime));
    }

    /// <inheritdoc />
    protected override void Dropped(int entries) => metrics.Unrecorded(entries);

    /// <inheritdoc />
    protected override void Failed(Exception error, int entries) => GuessingLog.Unrecorded(logger, error, entries);

    /// <inheritdoc />
    protected override async Task WriteAsync(IReadOnlyList<Entry> batch)
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
