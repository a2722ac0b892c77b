using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Offers;

/// <summary>What Campaigns tells of its campaigns, kept by the same rule as its matches: until any campaign changes, and no longer than those.</summary>
public sealed class KnownOffers(CampaignsClient campaigns, CampaignMatches matches, IOptions<IssuanceOptions> options)
{
    private readonly ConcurrentDictionary<string, OfferAnswer> kept = new(StringComparer.Ordinal);

    /// <summary>A campaign's offer, mostly without a call; null when there is no such campaign.</summary>
    /// <exception cref="HttpRequestException">No kept answer can serve and Campaigns cannot be reached.</exception>
    /// <exception cref="TimeoutException">No kept answer can serve and Campaigns does not answer in time.</exception>
    public ValueTask<Offer?> FindAsync(string campaignId, CancellationToken cancellationToken) =>
        kept.TryGetValue(campaignId, out var answer) && matches.MayServe(answer.Version)
            ? ValueTask.FromResult(answer.Offer)
            : new ValueTask<Offer?>(AskAsync(campaignId, cancellationToken));

    private async Task<Offer?> AskAsync(string campaignId, CancellationToken cancellationToken)
    {
        var known = matches.Version;
        var answer = await campaigns.OfferAsync(campaignId).WaitAsync(cancellationToken);
        matches.Confirm(answer.Version, known);
        // Partners choose the text: campaigns that there are not are not kept.
        if (answer.Offer is null)
            return null;
        if (kept.Count >= options.Value.MatchCacheSize)
            kept.Clear();
        kept[campaignId] = answer;
        return answer.Offer;
    }
}
