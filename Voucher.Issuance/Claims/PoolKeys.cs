using StackExchange.Redis;

namespace Voucher.Issuance.Claims;

/// <summary>The keys of one campaign in Redis. All share the hash tag <c>{campaign}</c>, so that a cluster keeps them together.</summary>
public readonly record struct PoolKeys(string CampaignId)
{
    /// <summary>The list of codes that can be claimed.</summary>
    public RedisKey Pool => $"voucher:{{{CampaignId}}}:pool";

    /// <summary>
    /// The hash of epoch, loaded (the highest sequence number that was loaded), exhausted, claims (their count), counting (whether claims are
    /// counted), total (vouchers and claims in all) and returns (up to which number returned vouchers are taken back from the counts).
    /// </summary>
    public RedisKey State => $"voucher:{{{CampaignId}}}:state";

    /// <summary>The sorted set of claims by the second that they were made in.</summary>
    public RedisKey InFlight => $"voucher:{{{CampaignId}}}:inflight";

    /// <summary>The sorted set of distributors by the last day (yyyymmdd) on which they were served.</summary>
    public RedisKey Active => $"voucher:{{{CampaignId}}}:active";

    /// <summary>The hash of a day's counts (yyyymmdd): epoch, all, d:distributor, t:distributor, tab, terminal.</summary>
    public RedisKey Day(string day) => $"voucher:{{{CampaignId}}}:day:{day}";

    /// <summary>The claim of a request that is in flight.</summary>
    public RedisKey ClaimOf(string request) => $"voucher:{{{CampaignId}}}:request:{request}";

    /// <summary>
    /// What tells requests apart: the length keeps two pairs with the same text apart, and the fingerprint two requests of one id that ask for
    /// different things, which must not share a claim.
    /// </summary>
    public static string RequestOf(string distributorId, string requestId, ReadOnlySpan<byte> fingerprint) =>
        $"{distributorId.Length}:{distributorId}:{requestId}:{Convert.ToHexStringLower(fingerprint)}";
}
