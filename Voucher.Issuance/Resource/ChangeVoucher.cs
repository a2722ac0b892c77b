using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Resource;

/// <summary>
/// Redeems or cancels a voucher (contract S2). Nothing is changed unless the answer is 200, and of however many calls one is: the others are 409 with
/// the reason.
/// </summary>
internal static class ChangeVoucher
{
    /// <summary><c>PUT {prefix}/offers/{offer_id}/vouchers/{id}</c>.</summary>
    public static Task<Utf8ContentHttpResult> InOfferAsync(
        string offerId, string id, HttpContext context, SeenVouchers vouchers, EndVoucher endVoucher, CancellationToken cancellationToken) =>
        ChangeAsync(context, vouchers, endVoucher, mayCancel: true, viewer => vouchers.InOfferAsync(viewer, offerId, id, cancellationToken));

    /// <summary><c>PUT {prefix}/advertisers/{advertiser_id}/vouchers/{id or redemption_code}</c>, which only redeems.</summary>
    public static Task<Utf8ContentHttpResult> OfAdvertiserAsync(
        string advertiserId, string id, HttpContext context, SeenVouchers vouchers, EndVoucher endVoucher, CancellationToken cancellationToken) =>
        ChangeAsync(context, vouchers, endVoucher, mayCancel: false, viewer => vouchers.OfAdvertiserAsync(viewer, advertiserId, id, cancellationToken));

    private static async Task<Utf8ContentHttpResult> ChangeAsync(
        HttpContext context, SeenVouchers vouchers, EndVoucher endVoucher, bool mayCancel, Func<Viewer, Task<SeenVoucher?>> find)
    {
        var (form, viewer) = (ResourceForm.Of(context), Viewer.Of(context));
        var query = OperatorQuery.Read(context.Request);
        if (query.Errors.Any)
            return form.Error(StatusCodes.Status400BadRequest, query.Errors.ToInvalidRequest().Value!.Errors);
        var (change, status, errors) = await ChangeBody.ReceiveAsync(context.Request, mayCancel, context.RequestAborted);
        if (change is null)
            return form.Error(status, errors);
        if (await find(viewer) is not { } seen)
            return form.Error(StatusCodes.Status404NotFound);
        return await EndAsync(endVoucher, seen, viewer, change) switch
        {
            VoucherEnding.Ended ended => form.Voucher(await vouchers.ShowAsync(viewer, ended.Voucher, seen.Offer, context.Request)),
            VoucherEnding.Refused refused => form.Error(StatusCodes.Status409Conflict, VoucherChange.StatusField, refused.Why),
            _ => throw new InvalidOperationException("There is no such ending."),
        };
    }

    /// <summary>Not ended by the connection's end: a change that is under way is worth finishing, for the caller will ask what became of it.</summary>
    private static Task<VoucherEnding> EndAsync(EndVoucher endVoucher, SeenVoucher seen, Viewer viewer, VoucherChange change) =>
        change.Status == ResourceStatus.Cancelled
            ? endVoucher.CancelAsync(seen.Voucher, seen.Offer, viewer.PartyId, CancellationToken.None)
            : endVoucher.RedeemAsync(seen.Voucher, seen.Offer, new Redemption(viewer.PartyId, change.CustomerName), CancellationToken.None);
}
