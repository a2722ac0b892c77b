using System.Threading.Channels;
using StackExchange.Redis;
using Voucher.Campaigns.Changes;

namespace Voucher.Campaigns.Tests;

/// <summary>Hears the change notices, as Issuance does.</summary>
internal sealed class NoticeListener : IAsyncDisposable
{
    private readonly ConnectionMultiplexer redis;
    private readonly Channel<long> heard = Channel.CreateUnbounded<long>();

    private NoticeListener(ConnectionMultiplexer redis) => this.redis = redis;

    public static async Task<NoticeListener> StartAsync(string connectionString)
    {
        var listener = new NoticeListener(await ConnectionMultiplexer.ConnectAsync(connectionString));
        await listener.redis.GetSubscriber().SubscribeAsync(
            new RedisChannel(ChangeNotice.Channel, RedisChannel.PatternMode.Literal),
            (_, version) => listener.heard.Writer.TryWrite((long)version));
        return listener;
    }

    /// <summary>The versions told so far, up to the given one.</summary>
    /// <exception cref="OperationCanceledException">It was not told within 10 s.</exception>
    public async Task<List<long>> UntilAsync(long version)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var versions = new List<long>();
        do
        {
            versions.Add(await heard.Reader.ReadAsync(patience.Token));
        }
        while (versions[^1] != version);
        return versions;
    }

    public async ValueTask DisposeAsync() => await redis.CloseAsync();
}
