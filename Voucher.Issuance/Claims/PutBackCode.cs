using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Voucher.Issuance.Claims;

/// <summary>Undoes claims that became no vouchers.</summary>
public sealed class PutBackCode(IConnectionMultiplexer redis, IOptions<IssuanceOptions> options)
{
    private readonly RedisScript<PutBackCode> script = new("put_back.lua", redis, options.Value.RedisPatience);

    /// <summary>
    /// Puts the code back to the front of its pool and takes the claim's counts back, unless the claim is not in flight any more, because
    /// that was done already or a rebuild has the code. Only for claims that the ledger has refused or that are abandoned: a write
    /// of unknown outcome may still become a voucher.
    /// </summary>
    /// <exception cref="RedisException">Redis cannot be reached; the sweeper will put the code back.</exception>
    /// <exception cref="TimeoutException">As above.</exception>
    public Task PutBackAsync(Claim claim) => UndoAsync(claim, claim.Entry);

    /// <summary>The same for a claim whose code is another claim's voucher: only its counts are taken back.</summary>
    /// <exception cref="RedisException">Redis cannot be reached; the sweeper will do it.</exception>
    /// <exception cref="TimeoutException">As above.</exception>
    public Task UncountAsync(Claim claim) => UndoAsync(claim, entry: "");

    private Task<RedisResult> UndoAsync(Claim claim, string entry)
    {
        var keys = new PoolKeys(claim.CampaignId);
        var claimant = claim.Claimant;
        RedisKey[] always = [keys.Pool, keys.State, keys.InFlight, keys.Day(claimant.DayNumber)];
        return script.EvaluateAsync(
            claimant.Request.Length == 0 ? always : [.. always, keys.ClaimOf(claimant.Request)],
            claim.Record,
            entry,
            claim.Epoch,
            claimant.DistributorId,
            claimant.Terminal);
    }
}
