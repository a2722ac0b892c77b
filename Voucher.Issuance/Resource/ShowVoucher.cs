using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Resource;

/// <summary>Shows one voucher (contract S2, Get Voucher Details).</summary>
internal static class ShowVoucher
{
    /// <summary><c>GET {prefix}/offers/{offer_id}/vouchers/{id}</c>.</summary>
    public static Task<Utf8ContentHttpResult> InOfferAsync(
        string offerId, string id, HttpContext context, SeenVouchers vouchers, CancellationToken cancellationToken) =>
        ShowAsync(context, vouchers, viewer => vouchers.InOfferAsync(viewer, offerId, id, cancellationToken));

    /// <summary><c>GET {prefix}/advertisers/{advertiser_id}/vouchers/{id or redemption_code}</c>.</summary>
    public static Task<Utf8ContentHttpResult> OfAdvertiserAsync(
        string advertiserId, string id, HttpContext context, SeenVouchers vouchers, CancellationToken cancellationToken) =>
        ShowAsync(context, vouchers, viewer => vouchers.OfAdvertiserAsync(viewer, advertiserId, id, cancellationToken));

    private static async Task<Utf8ContentHttpResult> ShowAsync(HttpContext context, SeenVouchers vouchers, Func<Viewer, Task<SeenVoucher?>> find)
    {
        var (form, viewer) = (ResourceForm.Of(context), Viewer.Of(context));
        var query = OperatorQuery.Read(context.Request);
        if (query.Errors.Any)
            return form.Error(StatusCodes.Status400BadRequest, query.Errors.ToInvalidRequest().Value!.Errors);
        return await find(viewer) is { } seen && seen.State != VoucherState.Unconfirmed
            ? form.Voucher(await vouchers.ShowAsync(viewer, seen.Voucher, seen.Offer, context.Request))
            : form.Error(StatusCodes.Status404NotFound);
    }
}
