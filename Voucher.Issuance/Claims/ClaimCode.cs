using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Claims;

/// <summary>Takes one code out of a campaign's pool, in one round trip to Redis when the pool is warm.</summary>
public sealed class ClaimCode(
    IConnectionMultiplexer redis,
    PoolRebuilder rebuilder,
    PoolFiller filler,
    DayCounts dayCounts,
    IssuanceMetrics metrics,
    IOptions<IssuanceOptions> options,
    TimeProvider time)
{
    /// <summary>Longer than a claim can be in flight: until the sweeper has been there.</summary>
    private static readonly TimeSpan RequestIsRemembered = TimeSpan.FromMinutes(2);

    /// <summary>How long to wait for a store that does not answer before asking again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly RedisScript<ClaimCode> script = new("claim.lua", redis, options.Value.RedisPatience);

    /// <summary>
    /// A claim on one code within the campaign's limits, or why there is none. Waits for a rebuild, a fill, or a store that is away, until the
    /// token ends that. The same request gets the same claim while that is in flight.
    /// </summary>
    /// <param name="candidate">The campaign.</param>
    /// <param name="distributorId">For whom.</param>
    /// <param name="terminalId">At which terminal.</param>
    /// <param name="request">The request (<see cref="PoolKeys.RequestOf"/>), or empty if it has no id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended; a claim may have been left for the sweeper.</exception>
    public async Task<ClaimAnswer> ClaimAsync(
        Candidate candidate, string distributorId, string terminalId, string request, CancellationToken cancellationToken)
    {
        var campaignId = candidate.CampaignId;
        using var span = IssuanceTelemetry.Source.StartActivity("claim");
        span?.SetTag("voucher.campaign.id", campaignId);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                // The day is that of this very attempt: the one before may have waited past midnight.
                var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
                var claimant = new Claimant(now, CampaignDay.Of(now, candidate.TimeZone), distributorId, terminalId, request);
                var answer = await AskAsync(candidate, claimant);
                metrics.Claimed(answer.Status);
                span?.SetTag("voucher.claim.status", answer.Status);
                switch (answer.Status)
                {
                    case "CLAIMED":
                        if (answer.Remaining is { } remaining)
                            filler.Observe(campaignId, remaining);
                        return new ClaimAnswer(Claim.Parse(campaignId, answer.Detail!), Refusal: null);
                    case "EMPTY":
                        return new ClaimAnswer(Claim: null, DeclineReason.Depleted);
                    case "FULL":
                        return new ClaimAnswer(Claim: null, $"limit_{answer.Detail}");
                    case "DRY":
                        await filler.FillAsync(campaignId).WaitAsync(cancellationToken);
                        break;
                    case "UNCOUNTED":
                        await dayCounts.LoadAsync(campaignId, claimant.Day).WaitAsync(cancellationToken);
                        break;
                    default:
                        await rebuilder.RebuildAsync(campaignId, counting: candidate.Limits is not null).WaitAsync(cancellationToken);
                        break;
                }
            }
            catch (Exception error) when (StoreFault.IsPassing(error))
            {
                // A claim whose reply was lost stays in flight: the same request finds it again, the sweeper gives back the others.
                span?.AddException(error);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private async Task<(string Status, string? Detail, long? Remaining)> AskAsync(Candidate candidate, Claimant claimant)
    {
        var keys = new PoolKeys(candidate.CampaignId);
        RedisKey[] always = [keys.Pool, keys.State, keys.InFlight, keys.Day(claimant.DayNumber), keys.Active];
        var limits = candidate.Limits;
        var answer = (RedisResult[])(await script.EvaluateAsync(
            claimant.Request.Length == 0 ? always : [.. always, keys.ClaimOf(claimant.Request)],
            claimant.ToText(),
            (long)RequestIsRemembered.TotalSeconds,
            claimant.DayNumber,
            Claimant.NumberOf(claimant.Day.AddDays(-1)),
            claimant.DistributorId,
            claimant.Terminal,
            Limit(limits?.Total),
            Limit(limits?.PerDay),
            Limit(limits?.PerDistributorDay),
            Limit(limits?.PerTerminalDay),
            Limit(limits?.ShareAt(claimant.At, candidate.TimeZone))))!;
        var status = (string)answer[0]!;
        if (status != "CLAIMED")
            return (status, status == "FULL" ? (string)answer[2]! : null, null);
        var isLastWindow = (int)answer[4] == 1;
        return (status, (string)answer[2]!, isLastWindow ? null : (long)answer[3]);

        static RedisValue Limit(long? limit) => limit is { } number ? number : RedisValue.EmptyString;
    }
}
