namespace Voucher.Issuance.Tests.Model;

/// <summary>A clock that stands still until it is moved. Timers and time that is measured go on as ever.</summary>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset time) => Interlocked.Exchange(ref ticks, time.UtcTicks);

    public void Move(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
