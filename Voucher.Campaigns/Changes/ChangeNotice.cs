using StackExchange.Redis;
using Voucher.Campaigns.Matching;
using Voucher.Campaigns.Telemetry;

namespace Voucher.Campaigns.Changes;

/// <summary>
/// Tells whoever keeps match answers that they are old, over Redis pub/sub. Best effort: a notice may be lost, come twice or be overtaken by a
/// newer one. It only saves the wait for the next look at <see cref="ReadVersion"/>.
/// </summary>
public sealed partial class ChangeNotice(IConnectionMultiplexer redis, CampaignsMetrics metrics, ILogger<ChangeNotice> logger)
{
    /// <summary>The message is the version as a decimal number.</summary>
    public const string Channel = "voucher:campaigns:changed";

    /// <summary>An operator's call does not wait longer for Redis; those who listen look for themselves every second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Publishes a version. To be called after its commit: a notice before it would make caches fetch the old answer again.</summary>
    public async Task PublishAsync(long version)
    {
        var sent = false;
        try
        {
            await redis.GetSubscriber()
                .PublishAsync(new RedisChannel(Channel, RedisChannel.PatternMode.Literal), version)
                .WaitAsync(Patience);
            sent = true;
        }
        catch (Exception error) when (error is RedisException or TimeoutException or ObjectDisposedException)
        {
            LogNotSent(logger, error, version);
        }
        metrics.NoticeTried(sent);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The notice of version {Version} was not sent; caches find it by polling")]
    private static partial void LogNotSent(ILogger logger, Exception error, long version);
}
