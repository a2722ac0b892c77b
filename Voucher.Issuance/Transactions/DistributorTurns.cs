using System.Collections.Concurrent;

namespace Voucher.Issuance.Transactions;

/// <summary>
/// Turns at work that takes long: so many at a time in this process, and one for each distributor, so that nobody takes all of them.
/// </summary>
/// <param name="most">How many at a time.</param>
public sealed class DistributorTurns(int most) : IDisposable
{
    private readonly SemaphoreSlim slots = new(most);
    private readonly ConcurrentDictionary<string, bool> atWork = new(StringComparer.Ordinal);

    /// <summary>A turn, which ends when it is disposed; null while the distributor has one already or all are taken. Never waits.</summary>
    public IDisposable? TryTake(string distributorId)
    {
        if (!atWork.TryAdd(distributorId, true))
            return null;
        if (slots.Wait(TimeSpan.Zero))
            return new Turn(this, distributorId);
        atWork.TryRemove(distributorId, out _);
        return null;
    }

    public void Dispose() => slots.Dispose();

    private sealed class Turn(DistributorTurns turns, string distributorId) : IDisposable
    {
        public void Dispose()
        {
            turns.slots.Release();
            turns.atWork.TryRemove(distributorId, out _);
        }
    }
}
