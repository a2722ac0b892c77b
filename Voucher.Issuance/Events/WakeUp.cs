using System.Threading.Channels;

namespace Voucher.Issuance.Events;

/// <summary>Lets one who waits go on at once. However often it is called in between, it counts once.</summary>
public sealed class WakeUp(TimeProvider time)
{
    private readonly Channel<bool> calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes whoever waits, or waits next. Never waits itself.</summary>
    public void Call() => calls.Writer.TryWrite(true);

    /// <summary>Returns when it was called, or the time is over.</summary>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            await calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
