using Microsoft.Extensions.DependencyInjection;

namespace Voucher.Issuance.Tests;

/// <summary>A clock that stands still until it is moved. Timers and time that is measured go on as ever.</summary>
public sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private long ticks = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

    public void Set(DateTimeOffset time) => Interlocked.Exchange(ref ticks, time.UtcTicks);

    public void Move(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    /// <summary>Lets a service go by this clock.</summary>
    public void Use(IServiceCollection services) => services.AddSingleton<TimeProvider>(this);
}

/// <summary>A clock for tests that last no longer than a day: they could begin just before midnight.</summary>
public static class Noon
{
    /// <summary>Lets a service believe that it is noon.</summary>
    public static void Use(IServiceCollection services) =>
        new SteppedClock(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero)).Use(services);
}
