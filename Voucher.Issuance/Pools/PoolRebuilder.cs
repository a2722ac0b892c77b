using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Pools;

/// <summary>Rebuilds the Redis side of a campaign's pool from PostgreSQL, after Redis has lost it or before it was ever there.</summary>
public sealed class PoolRebuilder(
    NpgsqlDataSource dataSource,
    IConnectionMultiplexer redis,
    ILogger<PoolRebuilder> logger,
    IssuanceMetrics metrics,
    IOptions<IssuanceOptions> options)
{
    private readonly SharedRuns runs = new();
    private readonly RedisScript<PoolRebuilder> startEpoch = new("start_epoch.lua", redis, options.Value.RedisPatience * 5);

    /// <summary>
    /// Makes sure that Redis and PostgreSQL are in the same epoch of the campaign's pool; if they are, nothing happens. Callers in this
    /// process share one run, other processes wait at the lock and then find it done.
    /// </summary>
    public Task RebuildAsync(string campaignId) => runs.RunAsync(campaignId, RunAsync);

    private async Task RunAsync(string campaignId)
    {
        await using var poolLock = await PoolLock.TakeAsync(dataSource, campaignId, CancellationToken.None);
        var connection = poolLock.Connection;
        if (await IsWarmAsync(connection, campaignId))
            return;

        // Committed before Redis learns of it: from here on the ledger refuses all claims of earlier epochs, so what it has now
        // is all that it will ever have of them. If we die before Redis has the new epoch, the next rebuild takes another.
        var (epoch, issuedThrough) = await RaiseEpochAsync(connection, campaignId);
        var window = await CodeWindow.ReadAsync(connection, campaignId, issuedThrough, options.Value.WindowSize);
        var keys = new PoolKeys(campaignId);
        await startEpoch.EvaluateAsync(
            [keys.Pool, keys.State, keys.InFlight], [epoch, window.Through, window.IsLast ? 1 : 0, .. window.Entries]);
        metrics.Rebuilt();
        PoolLog.Rebuilt(logger, campaignId, epoch, window.Entries.Count);
    }

    private async Task<bool> IsWarmAsync(NpgsqlConnection connection, string campaignId)
    {
        var inRedis = await redis.GetDatabase().HashGetAsync(new PoolKeys(campaignId).State, "epoch").WaitAsync(options.Value.RedisPatience);
        if (inRedis.IsNull)
            return false;
        var inLedger = await connection.ExecuteScalarAsync<long?>("SELECT epoch FROM pools WHERE campaign_id = @campaignId", new { campaignId });
        return inLedger == (long)inRedis;
    }

    private static Task<(long Epoch, long IssuedThrough)> RaiseEpochAsync(NpgsqlConnection connection, string campaignId) =>
        connection.QuerySingleAsync<(long, long)>(
            """
            WITH past AS (DELETE FROM abandoned_claims WHERE campaign_id = @campaignId)
            INSERT INTO pools (campaign_id, epoch) VALUES (@campaignId, 1)
            ON CONFLICT (campaign_id) DO UPDATE SET epoch = pools.epoch + 1
            RETURNING epoch, issued_through
            """,
            new { campaignId });
}
