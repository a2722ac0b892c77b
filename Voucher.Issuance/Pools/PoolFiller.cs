using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Pools;

/// <summary>Keeps a window of each campaign's codes in Redis, so that Redis stays small whatever the inventory's size.</summary>
public sealed class PoolFiller(
    NpgsqlDataSource dataSource,
    IConnectionMultiplexer redis,
    IssuanceMetrics metrics,
    IOptions<IssuanceOptions> options)
{
    private static readonly string RaiseIssuedThrough = EmbeddedText.Beside<PoolFiller>("raise_issued_through.sql");

    private readonly RedisScript<PoolFiller> pushWindow = new("push_window.lua", redis, options.Value.RedisPatience * 5);
    private readonly SharedRuns<string> runs = new();
    private readonly ConcurrentDictionary<string, bool> wanted = new();
    private readonly Channel<string> low = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Campaigns whose pools have become low; each stands in it at most once.</summary>
    internal ChannelReader<string> Low => low.Reader;

    /// <summary>Takes note of what a claim left in the pool. Never waits.</summary>
    public void Observe(string campaignId, long remaining)
    {
        if (remaining < options.Value.WindowSize / 2 && wanted.TryAdd(campaignId, true))
            low.Writer.TryWrite(campaignId);
    }

    /// <summary>Says that a campaign was taken from <see cref="Low"/>, so that it may be noted again.</summary>
    internal void Forget(string campaignId) => wanted.TryRemove(campaignId, out _);

    /// <summary>Fills the pool up to the window's size if there are codes for that. Callers in this process share one run.</summary>
    public Task FillAsync(string campaignId) => runs.RunAsync(campaignId, RunAsync);

    private async Task RunAsync(string campaignId)
    {
        using var quiet = Untraced.Begin();
        var keys = new PoolKeys(campaignId);
        var database = redis.GetDatabase();
        var stateAnswer = database.HashGetAsync(keys.State, ["epoch", "loaded"]);
        var level = await database.ListLengthAsync(keys.Pool).WaitAsync(options.Value.RedisPatience);
        var state = await stateAnswer.WaitAsync(options.Value.RedisPatience);
        var missing = options.Value.WindowSize - (int)level;
        if (state[0].IsNull || missing <= 0)
            return;

        await using var connection = await dataSource.OpenConnectionAsync();
        var window = await CodeWindow.ReadAsync(connection, campaignId, (long)state[1], missing);
        await pushWindow.EvaluateAsync(
            [keys.Pool, keys.State], [state[0], state[1], window.Through, window.IsLast ? 1 : 0, .. window.Entries]);
        metrics.PoolLevel(campaignId, level + window.Entries.Count);
        await using var raise = new NpgsqlCommand(RaiseIssuedThrough, connection) { Parameters = { new() { Value = campaignId } } };
        await raise.ExecuteNonQueryAsync();
    }

    /// <summary>Whether the campaign has codes that Redis has not seen, and room for them.</summary>
    internal async Task<bool> HasNewCodesAsync(string campaignId, long lastSeq)
    {
        var loaded = await redis.GetDatabase().HashGetAsync(new PoolKeys(campaignId).State, "loaded").WaitAsync(options.Value.RedisPatience);
        return !loaded.IsNull && (long)loaded < lastSeq;
    }
}
