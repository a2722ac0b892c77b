using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Matching;

/// <summary>
/// Hears of changed campaigns: at once by notice over Redis, and within a second by asking, since a notice can be lost.
/// </summary>
public sealed class ChangeWatcher(
    IConnectionMultiplexer redis,
    CampaignsClient campaigns,
    CampaignMatches matches,
    ILogger<ChangeWatcher> logger,
    IOptions<IssuanceOptions> options,
    TimeProvider time) : BackgroundService
{
    private static readonly RedisChannel Changes = new("voucher:campaigns:changed", RedisChannel.PatternMode.Literal);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(options.Value.MatchVersionRound, time);
        var isSubscribed = false;
        try
        {
            do
            {
                isSubscribed = isSubscribed || await TrySubscribeAsync();
                await TryAskAsync();
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task<bool> TrySubscribeAsync()
    {
        try
        {
            await redis.GetSubscriber().SubscribeAsync(Changes, (_, message) => Hear(message)).WaitAsync(options.Value.RedisPatience);
            return true;
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            return false;
        }
    }

    private void Hear(RedisValue message)
    {
        if (long.TryParse((string?)message, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            matches.Learn(version);
    }

    private async Task TryAskAsync()
    {
        try
        {
            var known = matches.Version;
            matches.Confirm(await campaigns.VersionAsync(), known);
        }
        catch (Exception error)
        {
            // Whatever it was: kept answers serve for a while, and the next round asks again.
            MatchingLog.NotHeard(logger, error);
        }
    }
}
