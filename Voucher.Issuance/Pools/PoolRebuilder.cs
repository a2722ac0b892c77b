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
    /// <summary>
    /// One statement, so one snapshot: the returned vouchers that are left out are those up to the number that comes with the count. Codes up to
    /// issued_through are issued or withdrawn, so the vouchers up to there need not be counted.
    /// </summary>
    private const string CountVouchers =
        """
        SELECT pools.issued_through - pools.withdrawn + beyond.issued - pools.returns, pools.returns
        FROM pools,
             LATERAL (SELECT count(*) AS issued FROM issued_vouchers AS issued
                      WHERE issued.campaign_id = pools.campaign_id AND issued.seq > pools.issued_through) AS beyond
        WHERE pools.campaign_id = @campaignId
        """;

    private readonly SharedRuns<(string CampaignId, bool Counting)> runs = new();
    private readonly RedisScript<PoolRebuilder> startEpoch = new("start_epoch.lua", redis, options.Value.RedisPatience * 5);

    /// <summary>
    /// Makes sure that Redis and PostgreSQL are in the same epoch of the campaign's pool; if they are, nothing happens. Callers in this
    /// process share one run, other processes wait at the lock and then find it done.
    /// </summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="counting">Whether the epoch has to be one whose claims are counted.</param>
    public Task RebuildAsync(string campaignId, bool counting = false) => runs.RunAsync((campaignId, counting), RunAsync);

    private async Task RunAsync((string CampaignId, bool Counting) what)
    {
        var (campaignId, counting) = what;
        await using var poolLock = await PoolLock.TakeAsync(dataSource, campaignId, CancellationToken.None);
        var connection = poolLock.Connection;
        if (await IsWarmAsync(connection, campaignId, counting))
            return;

        // Committed before Redis learns of it: from here on the ledger refuses all claims of earlier epochs, so what it has now
        // is all that it will ever have of them. If we die before Redis has the new epoch, the next rebuild takes another.
        var (epoch, issuedThrough) = await RaiseEpochAsync(connection, campaignId);
        var window = await CodeWindow.ReadAsync(connection, campaignId, issuedThrough, options.Value.WindowSize);
        var (total, returns) = counting ? await connection.QuerySingleAsync<(long, long)>(CountVouchers, new { campaignId }) : default;
        var keys = new PoolKeys(campaignId);
        await startEpoch.EvaluateAsync(
            [keys.Pool, keys.State, keys.InFlight, keys.Active],
            [epoch, window.Through, window.IsLast ? 1 : 0, counting ? 1 : 0, total, returns, .. window.Entries]);
        metrics.Rebuilt();
        PoolLog.Rebuilt(logger, campaignId, epoch, window.Entries.Count);
    }

    private async Task<bool> IsWarmAsync(NpgsqlConnection connection, string campaignId, bool counting)
    {
        var state = await redis.GetDatabase().HashGetAsync(new PoolKeys(campaignId).State, ["epoch", "counting"]).WaitAsync(options.Value.RedisPatience);
        if (state[0].IsNull || (counting && state[1] != "1"))
            return false;
        var inLedger = await connection.ExecuteScalarAsync<long?>("SELECT epoch FROM pools WHERE campaign_id = @campaignId", new { campaignId });
        return inLedger == (long)state[0];
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
