using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Confirmation;

/// <summary>Looks for vouchers that were not confirmed in time, again and again.</summary>
public sealed class ReturnRounds(ReturnVouchers returnVouchers, ILogger<ReturnRounds> logger, IOptions<IssuanceOptions> options, TimeProvider time)
    : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(options.Value.ConfirmationRound, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            await returnVouchers.RunOnceAsync(stoppingToken);
        }
        catch (Exception error) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it was: an exception that left a background service would end the process.
            ConfirmationLog.RoundFailed(logger, error);
        }
    }
}
