using System.Globalization;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using StackExchange.Redis;
using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Matching;

/// <summary>
/// Hears of changed campaigns: at once by notice over Redis, and within a second by asking, since a notice can be lost.
/// </summary>
public sealed class ChangeWatcher(
    IConnectionMultiplexer redis,
    CampaignsClient campaigns,
    CampaignMatches matches,
    IOptions<IssuanceOptions> options,
    TimeProvider time) : BackgroundService
{
    private static readonly RedisChannel Changes = new("voucher:campaigns:changed", RedisChannel.PatternMode.Literal);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = SuppressInstrumentationScope.Begin();
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
        catch (Exception error) when (RedisFault.IsPassing(error))
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
            matches.Confirm(await campaigns.VersionAsync());
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or OperationCanceledException)
        {
            // Kept answers serve for a while; the next round asks again.
        }
    }
}
