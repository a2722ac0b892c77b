using StackExchange.Redis;

namespace Voucher.Issuance.Claims;

/// <summary>The keys of one campaign in Redis. All share the hash tag <c>{campaign}</c>, so that a cluster keeps them together.</summary>
public readonly record struct PoolKeys(string CampaignId)
{
    /// <summary>The list of codes that can be claimed.</summary>
    public RedisKey Pool => $"voucher:{{{CampaignId}}}:pool";

    /// <summary>The hash of epoch, loaded (the highest sequence number that was loaded), exhausted and claims (their count).</summary>
    public RedisKey State => $"voucher:{{{CampaignId}}}:state";

    /// <summary>The sorted set of claims by the second that they were made in.</summary>
    public RedisKey InFlight => $"voucher:{{{CampaignId}}}:inflight";

    /// <summary>The claim of a request that is in flight.</summary>
    public RedisKey ClaimOf(string request) => $"voucher:{{{CampaignId}}}:request:{request}";

    /// <summary>What tells requests apart: the length keeps two pairs with the same text apart.</summary>
    public static string RequestOf(string distributorId, string requestId) => $"{distributorId.Length}:{distributorId}:{requestId}";
}
