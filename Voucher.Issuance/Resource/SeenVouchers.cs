using Voucher.Issuance.Links;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Resource;

/// <summary>Who looks at vouchers: a merchant at those of its campaigns, or a distributor at those that it gave out.</summary>
/// <param name="PartyId">The party.</param>
/// <param name="IsMerchant">Whether it is a merchant.</param>
internal readonly record struct Viewer(string PartyId, bool IsMerchant)
{
    public static Viewer Of(HttpContext context) => new(context.User.PrincipalId(), context.User.IsOfKind(PrincipalKinds.Merchant));

    /// <summary>Whether a voucher is there for the viewer.</summary>
    public bool Sees(HeldVoucher voucher, Offer offer) => IsMerchant ? offer.MerchantId == PartyId : voucher.DistributorId == PartyId;
}

/// <summary>A voucher that its viewer may see. One that still waits for its confirmation is among them, for he may know of it: it is only not shown.</summary>
internal sealed record SeenVoucher(HeldVoucher Voucher, Offer Offer, VoucherState State);

/// <summary>Finds vouchers as contract S2 names them, and shows them. Of vouchers that somebody else has, nobody learns that they are there.</summary>
internal sealed class SeenVouchers(FindHeldVoucher find, KnownOffers offers, PartyNames names, SignedLinks links, TimeProvider time)
{
    /// <summary>The longest code that there is; whatever is longer is none.</summary>
    private const int LongestCode = Imports.CodeText.Longest;

    /// <summary>The voucher of an offer with an id, or null.</summary>
    public async Task<SeenVoucher?> InOfferAsync(Viewer viewer, string offerId, string id, CancellationToken cancellationToken) =>
        await ByIdAsync(viewer, id, cancellationToken) is { } seen && seen.Voucher.CampaignId == offerId ? seen : null;

    /// <summary>
    /// The voucher of a merchant with an id or a code, or null. An id wins over a code; of several vouchers with the same code one that is good.
    /// </summary>
    public async Task<SeenVoucher?> OfAdvertiserAsync(Viewer viewer, string advertiserId, string idOrCode, CancellationToken cancellationToken)
    {
        if (await ByIdAsync(viewer, idOrCode, cancellationToken) is { } named && named.Offer.MerchantId == advertiserId)
            return named;
        SeenVoucher? best = null;
        foreach (var code in CodesIn(idOrCode))
        {
            foreach (var voucher in await find.ByCodeAsync(code, cancellationToken))
            {
                if (await SeeAsync(viewer, voucher, cancellationToken) is { } seen && seen.Offer.MerchantId == advertiserId
                    && (best is null || RankOf(seen.State) < RankOf(best.State)))
                    best = seen;
            }
        }
        return best;
    }

    /// <summary>The voucher as its viewer sees it.</summary>
    public async ValueTask<ShownVoucher> ShowAsync(Viewer viewer, HeldVoucher voucher, Offer offer, HttpRequest request) => viewer.IsMerchant
        ? ShownVoucher.ToMerchant(voucher, offer, await names.FindAsync(voucher.DistributorId, request.HttpContext.RequestAborted))
        : ShownVoucher.ToDistributor(voucher, offer, links.For(voucher.Id, request));

    private async Task<SeenVoucher?> ByIdAsync(Viewer viewer, string id, CancellationToken cancellationToken) =>
        VoucherId.TryParse(id, out var voucherId) && await find.ByIdAsync(voucherId, cancellationToken) is { } voucher
            ? await SeeAsync(viewer, voucher, cancellationToken)
            : null;

    private async ValueTask<SeenVoucher?> SeeAsync(Viewer viewer, HeldVoucher voucher, CancellationToken cancellationToken) =>
        await offers.FindAsync(voucher.CampaignId, cancellationToken) is { } offer && viewer.Sees(voucher, offer)
        && voucher.StateAt(time.GetUtcNow(), offer) is var state && state != VoucherState.Returned
            ? new SeenVoucher(voucher, offer, state)
            : null;

    /// <summary>A slash in a code comes escaped, for it would be one of the path; nobody can tell it from the same three characters in a code.</summary>
    private static IEnumerable<string> CodesIn(string text)
    {
        if (text.Length > 3 * LongestCode || text.Any(char.IsControl))
            yield break;
        yield return text;
        if (text.Contains("%2F", StringComparison.OrdinalIgnoreCase))
            yield return text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }

    private static int RankOf(VoucherState state) => state switch
    {
        VoucherState.Acquired => 0,
        VoucherState.Unconfirmed => 2,
        _ => 1,
    };
}
