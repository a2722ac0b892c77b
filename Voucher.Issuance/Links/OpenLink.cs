using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Links;

/// <summary>The voucher that a signed link leads to.</summary>
/// <param name="Voucher">The voucher.</param>
/// <param name="Offer">What it is of.</param>
/// <param name="State">Where it is in its life now.</param>
public sealed record LinkedVoucher(HeldVoucher Voucher, Offer Offer, VoucherState State);

/// <summary>Opens signed links.</summary>
public sealed class OpenLink(SignedLinks links, FindHeldVoucher find, KnownOffers offers, TimeProvider time)
{
    /// <summary>The parameter that says when a link ends.</summary>
    internal const string Expires = "expires";

    /// <summary>The parameter that proves that a link is ours.</summary>
    internal const string Signature = "signature";

    /// <summary>
    /// The voucher; or null and the status of the refusal: 400 for parameters that are none, 403 for a link that is not ours, 410 for one whose time is
    /// over, 404 where there is nothing to show.
    /// </summary>
    /// <exception cref="HttpRequestException">Campaigns is away.</exception>
    /// <exception cref="TimeoutException">Campaigns does not answer in time.</exception>
    public async Task<(LinkedVoucher? Voucher, int Status)> FindAsync(LinkPurpose purpose, string id, OperatorQuery query, CancellationToken cancellationToken)
    {
        var (expires, signature) = (query.Text(Expires), query.Text(Signature));
        if (query.Errors.Any)
            return (null, StatusCodes.Status400BadRequest);
        var verdict = VoucherId.TryParse(id, out var voucherId) ? links.Check(purpose, voucherId, expires, signature) : LinkVerdict.Forged;
        if (verdict != LinkVerdict.Good)
            return (null, verdict == LinkVerdict.Expired ? StatusCodes.Status410Gone : StatusCodes.Status403Forbidden);
        if (await find.ByIdAsync(voucherId, cancellationToken) is not { } voucher || await offers.FindAsync(voucher.CampaignId, cancellationToken) is not { } offer)
            return (null, StatusCodes.Status404NotFound);
        var state = voucher.StateAt(time.GetUtcNow(), offer);
        return state is VoucherState.Unconfirmed or VoucherState.Returned
            ? (null, StatusCodes.Status404NotFound)
            : (new LinkedVoucher(voucher, offer, state), StatusCodes.Status200OK);
    }
}
