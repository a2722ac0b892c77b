using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Background;

/// <summary>Work behind the requests that comes round again and again, the first time at once. A round that fails is told, and the next one comes all the same.</summary>
/// <param name="every">How often.</param>
/// <param name="time">The clock.</param>
public abstract class Rounds(TimeSpan every, TimeProvider time) : BackgroundService
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <inheritdoc />
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(every, Time);
        try
        {
            do
            {
                await TryAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <summary>One round.</summary>
    protected abstract Task RoundAsync(CancellationToken cancellationToken);

    /// <summary>Tells that a round has failed.</summary>
    protected abstract void Failed(Exception error);

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RoundAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: an exception that left a background service would end the process.
            Failed(error);
        }
    }
}
