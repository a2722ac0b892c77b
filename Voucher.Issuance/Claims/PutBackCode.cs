using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Voucher.Issuance.Claims;

/// <summary>Gives the code of a claim back to the front of its pool.</summary>
public sealed class PutBackCode(IConnectionMultiplexer redis, IOptions<IssuanceOptions> options)
{
    private readonly RedisScript<PutBackCode> script = new("put_back.lua", redis, options.Value.RedisPatience);

    /// <summary>
    /// Puts the code back unless its claim is not in flight any more, because it went back already or a rebuild has the code.
    /// Only for claims that the ledger has refused or that are abandoned: a write of unknown outcome may still become a voucher.
    /// </summary>
    /// <exception cref="RedisException">Redis cannot be reached; the sweeper will put the code back.</exception>
    /// <exception cref="TimeoutException">As above.</exception>
    public Task PutBackAsync(Claim claim)
    {
        var keys = new PoolKeys(claim.CampaignId);
        return script.EvaluateAsync(
            claim.Request.Length == 0 ? [keys.Pool, keys.InFlight] : [keys.Pool, keys.InFlight, keys.ClaimOf(claim.Request)],
            claim.Record,
            claim.Entry);
    }
}
