using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Stock;

/// <summary>Puts together what PostgreSQL, Redis and the watch over the rates know of a campaign's codes.</summary>
public sealed class TakeStock(IConnectionMultiplexer redis, IssueRates rates, IOptions<IssuanceOptions> options)
{
    /// <summary>The stock of campaigns, in their order. Redis is asked for all of them at once; while it is away, its part is null.</summary>
    /// <param name="pools">What PostgreSQL knows.</param>
    /// <param name="redeemed">Redeemed vouchers by campaign.</param>
    public async Task<IReadOnlyList<CampaignStock>> TakeAsync(IReadOnlyList<PoolStock> pools, IReadOnlyDictionary<string, long> redeemed)
    {
        var levels = await Task.WhenAll(pools.Select(pool => LevelsAsync(new PoolKeys(pool.CampaignId))));
        return [.. pools.Select((pool, i) => Stock(pool, levels[i], redeemed.GetValueOrDefault(pool.CampaignId)))];
    }

    private CampaignStock Stock(PoolStock pool, (long InRedis, long InFlight)? levels, long redeemed)
    {
        // A claim stays in flight for a moment after it became a voucher, so the two together may be more than there are codes.
        var available = Math.Max(0, pool.Unissued - (levels?.InFlight ?? 0));
        var rate = rates.PerMinute(pool.CampaignId, pool.Issued);
        var lowAt = pool.LowAt(options.Value.LowStockShare);
        return new CampaignStock(
            pool.CampaignId, pool.Imported, available, levels?.InRedis, levels?.InFlight, pool.Issued, pool.Withdrawn, redeemed,
            rate, rates.DepletedAt(available, rate), StockLevels.Of(available, lowAt), lowAt, pool.Revision);
    }

    private async Task<(long InRedis, long InFlight)?> LevelsAsync(PoolKeys keys)
    {
        try
        {
            var database = redis.GetDatabase();
            var (pool, inFlight) = (database.ListLengthAsync(keys.Pool), database.SortedSetLengthAsync(keys.InFlight));
            return (await pool.WaitAsync(options.Value.RedisPatience), await inFlight.WaitAsync(options.Value.RedisPatience));
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            return null;
        }
    }
}
