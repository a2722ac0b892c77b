using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Claims;

/// <summary>Takes one code out of a campaign's pool, in one round trip to Redis when the pool is warm.</summary>
public sealed class ClaimCode(
    IConnectionMultiplexer redis,
    PoolRebuilder rebuilder,
    PoolFiller filler,
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
    /// A claim on one code, or null when the campaign has none left. Waits for a rebuild, a fill, or a store that is away, until the
    /// token ends that. The same request gets the same claim while that is in flight.
    /// </summary>
    /// <param name="campaignId">The campaign.</param>
    /// <param name="request">The request (<see cref="PoolKeys.RequestOf"/>), or null if it has no id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The wait was ended; a claim may have been left for the sweeper.</exception>
    public async Task<Claim?> ClaimAsync(string campaignId, string? request, CancellationToken cancellationToken)
    {
        using var span = IssuanceTelemetry.Source.StartActivity("claim");
        span?.SetTag("voucher.campaign.id", campaignId);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var answer = await AskAsync(campaignId, request);
                metrics.Claimed(answer.Status);
                span?.SetTag("voucher.claim.status", answer.Status);
                switch (answer.Status)
                {
                    case "CLAIMED":
                        if (answer.Remaining is { } remaining)
                            filler.Observe(campaignId, remaining);
                        return Claim.Parse(campaignId, answer.Record!);
                    case "EMPTY":
                        return null;
                    case "DRY":
                        await filler.FillAsync(campaignId).WaitAsync(cancellationToken);
                        break;
                    default:
                        await rebuilder.RebuildAsync(campaignId).WaitAsync(cancellationToken);
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

    private async Task<(string Status, string? Record, long? Remaining)> AskAsync(string campaignId, string? request)
    {
        var keys = new PoolKeys(campaignId);
        var answer = (RedisResult[])(await script.EvaluateAsync(
            request is null ? [keys.Pool, keys.State, keys.InFlight] : [keys.Pool, keys.State, keys.InFlight, keys.ClaimOf(request)],
            request ?? "",
            (long)RequestIsRemembered.TotalSeconds))!;
        var status = (string)answer[0]!;
        if (status != "CLAIMED")
            return (status, null, null);
        var isLastWindow = (int)answer[4] == 1;
        return (status, (string)answer[2]!, isLastWindow ? null : (long)answer[3]);
    }
}
