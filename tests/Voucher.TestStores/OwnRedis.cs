using StackExchange.Redis;

namespace Voucher.TestStores;

/// <summary>A Redis for one test alone. It keeps nothing on disk: after a stop it starts empty.</summary>
public sealed class OwnRedis : IAsyncDisposable
{
    private readonly RunningResource<RedisResource> redis;

    internal OwnRedis(RunningResource<RedisResource> redis) => this.redis = redis;

    /// <summary>The same after each start.</summary>
    public string ConnectionString => redis.ConnectionString;

    /// <summary>Deletes every key.</summary>
    public async Task FlushAsync()
    {
        using var connection = await ConnectAsync();
        await connection.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    /// <summary>Stops it; returns when nobody answers any more.</summary>
    public async Task StopAsync()
    {
        await redis.CommandAsync(KnownResourceCommands.StopCommand);
        await Eventually.IsTrueAsync(async () => !await AnswersAsync());
    }

    /// <summary>Starts it again at the same address; returns when it answers.</summary>
    public async Task StartAsync()
    {
        await redis.CommandAsync(KnownResourceCommands.StartCommand);
        await Eventually.IsTrueAsync(AnswersAsync);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var connection = await ConnectAsync();
            await connection.GetDatabase().PingAsync().WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var options = ConfigurationOptions.Parse(ConnectionString);
        options.AllowAdmin = true;
        options.AbortOnConnectFail = true;
        options.ConnectTimeout = 1000;
        return await ConnectionMultiplexer.ConnectAsync(options);
    }

    public ValueTask DisposeAsync() => redis.DisposeAsync();
}
