using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Voucher.TestStores;

/// <summary>Waits for what gives no signal: looks again and again, for a bounded time.</summary>
public static class Eventually
{
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns as soon as <paramref name="condition"/> holds.</summary>
    /// <param name="condition">Looked at about every 20 ms.</param>
    /// <param name="within">How long it may take; by default 20 s.</param>
    /// <param name="expression">Given by the compiler.</param>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static Task IsTrueAsync(
        Func<Task<bool>> condition, TimeSpan? within = null, [CallerArgumentExpression(nameof(condition))] string expression = "") =>
        HoldsAsync(condition, held => held, within, expression);

    /// <summary>Returns the first value for which <paramref name="condition"/> holds.</summary>
    /// <param name="read">Called about every 20 ms.</param>
    /// <param name="condition">What the value is to be.</param>
    /// <param name="within">How long it may take; by default 20 s.</param>
    /// <param name="expression">Given by the compiler.</param>
    /// <exception cref="TimeoutException">No value was so in time; the message has the last one.</exception>
    public static async Task<T> HoldsAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> condition,
        TimeSpan? within = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        var patience = within ?? DefaultPatience;
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > patience)
                throw new TimeoutException($"Not within {patience.TotalSeconds} s: {expression}. The last value was {value}.");
            await Task.Delay(Pause);
        }
    }
}
