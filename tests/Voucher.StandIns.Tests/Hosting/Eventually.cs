namespace Voucher.StandIns.Tests.Hosting;

/// <summary>Waits for what gives no signal.</summary>
internal static class Eventually
{
    /// <exception cref="TimeoutException">The condition did not come true in that time.</exception>
    public static async Task TrueAsync(Func<bool> condition, TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!condition())
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException("The condition did not come true.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }
}
