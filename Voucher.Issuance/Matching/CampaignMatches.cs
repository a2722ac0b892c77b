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

    /// <summary>The newest version that is known.</summary>
    public long Version => Interlocked.Read(ref version);

    /// <summary>The candidates for a distributor and a category, mostly without a call.</summary>
    /// <exception cref="HttpRequestException">No kept answer can serve and Campaigns cannot be reached.</exception>
    /// <exception cref="TimeoutException">No kept answer can serve and Campaigns does not answer in time.</exception>
    public ValueTask<CampaignMatch> FindAsync(string distributorId, string categoryId, CancellationToken cancellationToken)
    {
        var key = (distributorId, categoryId);
        return kept.TryGetValue(key, out var match) && MayServe(match.Version)
            ? ValueTask.FromResult(match)
            : new ValueTask<CampaignMatch>(LoadAsync(key, cancellationToken));
    }

    /// <summary>Whether an answer of a version may serve still: nothing has changed since, as far as is known, and Campaigns was heard of lately.</summary>
    internal bool MayServe(long answered) => answered >= Version && IsFresh();

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
    /// <param name="newest">What it said.</param>
    /// <param name="knownBefore"><see cref="Version"/> when it was asked. If it knows less, it went back to a backup, or the notice was none of its.</param>
    public void Confirm(long newest, long knownBefore)
    {
        if (newest < knownBefore && Interlocked.CompareExchange(ref version, newest, knownBefore) == knownBefore)
            kept.Clear();
        Learn(newest);
        Interlocked.Exchange(ref heardAt, time.GetTimestamp());
    }

    private bool IsFresh() => time.GetElapsedTime(Interlocked.Read(ref heardAt)) < options.Value.MatchesServeStale;

    private async Task<CampaignMatch> LoadAsync((string Distributor, string Category) key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var load = underWay.GetOrAdd(key, wanted => new Lazy<Task<CampaignMatch>>(() => AskAsync(wanted)));
            try
            {
                var match = await load.Value.WaitAsync(cancellationToken);
                // An answer that was overtaken by a change, perhaps because somebody else had asked before it: ask again.
                if (match.Version >= Version)
                    return match;
            }
            finally
            {
                underWay.TryRemove(KeyValuePair.Create(key, load));
            }
        }
    }

    private async Task<CampaignMatch> AskAsync((string Distributor, string Category) key)
    {
        var known = Version;
        var match = await campaigns.MatchAsync(key.Distributor, key.Category);
        Confirm(match.Version, known);
        // Partners choose the category's text, so the number of answers is theirs to inflate.
        if (kept.Count >= options.Value.MatchCacheSize)
            kept.Clear();
        kept[key] = match;
        return match;
    }
}
