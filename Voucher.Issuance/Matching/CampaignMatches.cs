using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Voucher.Issuance.Matching;

/// <summary>
/// Campaigns' answers, kept until any campaign changes. An answer serves while its version is the newest known and Campaigns was heard
/// of within <see cref="IssuanceOptions.MatchesServeStale"/>; one that is known to be outdated never serves, not even
/// while Campaigns is down: a paused campaign must not issue.
/// </summary>
public sealed class CampaignMatches(CampaignsClient campaigns, IOptions<IssuanceOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Distributor, string Category), CampaignMatch> kept = new();
    private readonly ConcurrentDictionary<(string Distributor, string Category), Lazy<Task<CampaignMatch>>> underWay = new();
    private long version;
    private long heardAt;

    /// <summary>The candidates for a distributor and a category, mostly without a call.</summary>
    /// <exception cref="HttpRequestException">No kept answer can serve and Campaigns cannot be reached.</exception>
    /// <exception cref="TimeoutException">No kept answer can serve and Campaigns does not answer in time.</exception>
    public ValueTask<CampaignMatch> FindAsync(string distributorId, string categoryId, CancellationToken cancellationToken)
    {
        var key = (distributorId, categoryId);
        return kept.TryGetValue(key, out var match) && match.Version >= Interlocked.Read(ref version) && IsFresh()
            ? ValueTask.FromResult(match)
            : new ValueTask<CampaignMatch>(LoadAsync(key).WaitAsync(cancellationToken));
    }

    /// <summary>Campaigns told its version: answers of earlier ones are outdated.</summary>
    public void Learn(long newest)
    {
        long known;
        do
        {
            known = Interlocked.Read(ref version);
        }
        while (newest > known && Interlocked.CompareExchange(ref version, newest, known) != known);
        if (newest > known)
            kept.Clear();
    }

    /// <summary>Campaigns itself confirmed its version just now.</summary>
    public void Confirm(long newest)
    {
        Learn(newest);
        Interlocked.Exchange(ref heardAt, time.GetTimestamp());
    }

    private bool IsFresh() => time.GetElapsedTime(Interlocked.Read(ref heardAt)) < options.Value.MatchesServeStale;

    private async Task<CampaignMatch> LoadAsync((string Distributor, string Category) key)
    {
        var load = underWay.GetOrAdd(key, wanted => new Lazy<Task<CampaignMatch>>(() => campaigns.MatchAsync(wanted.Distributor, wanted.Category)));
        try
        {
            var match = await load.Value;
            Confirm(match.Version);
            // Partners choose the category's text, so the number of answers is theirs to inflate.
            if (kept.Count >= options.Value.MatchCacheSize)
                kept.Clear();
            kept[key] = match;
            return match;
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(key, load));
        }
    }
}
