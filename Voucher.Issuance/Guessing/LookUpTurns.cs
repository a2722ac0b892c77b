using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Voucher.Issuance.Guessing;

/// <summary>
/// Lets a party's look-ups through a few at a time. Each is checked when its turn comes, so that a burst of a thousand guesses is not through before the
/// first of them has counted.
/// </summary>
public sealed class LookUpTurns(IOptions<GuessingOptions> options) : IDisposable
{
    private const int MostWaiting = 1_000;

    private readonly PartitionedRateLimiter<Caller> turns = PartitionedRateLimiter.Create<Caller, string>(caller => RateLimitPartition.GetConcurrencyLimiter(
        caller.PrincipalId.Length == 0 ? caller.Address : caller.PrincipalId,
        _ => new ConcurrencyLimiterOptions
        {
            PermitLimit = options.Value.LookUpsAtATime,
            QueueLimit = MostWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }));

    /// <summary>Waits for a turn, which ends when it is disposed. It is not acquired when too many wait already.</summary>
    public ValueTask<RateLimitLease> TakeAsync(Caller caller, CancellationToken cancellationToken) => turns.AcquireAsync(caller, 1, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => turns.Dispose();
}
