using Voucher.Issuance.Offers;
using Voucher.Issuance.Requests;
using Voucher.Issuance.Vouchers;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Accounts;

/// <summary>
/// <c>POST /external/api/v1/vouchers/redeem</c> (contract S4): a merchant redeems a voucher of its campaigns for an account, which gets the product.
/// A voucher that there is not and one of another merchant are answered alike.
/// </summary>
internal static class RedeemForAccount
{
    private const string Code = "voucher_code";
    private const string Account = "account_id";
    private const string Address = "delivery_address";
    private const int LongestCode = 64;

    public static async Task<IResult> HandleAsync(
        HttpContext context, FindHeldVoucher find, KnownOffers offers, EndVoucher end, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>();
        var body = await JsonBody.ReceiveAsync(context.Request, errors, cancellationToken);
        var request = body is null ? null : PartnerBody.Read(body, errors, ReadRequest);
        if (request is null || errors.Count > 0)
            return ErrorMessage.Answer(StatusCodes.Status400BadRequest, errors);
        var merchantId = context.User.PrincipalId();
        if (await FindOwnAsync(find, offers, request.Code, merchantId, cancellationToken) is not var (voucher, offer))
            return ErrorMessage.Answer(StatusCodes.Status404NotFound);

        DeliveryAddress? address = null;
        if (offer.IsBought && offer.IsPaper)
        {
            // Read only now: for other vouchers it is ignored, whatever it is.
            address = PartnerBody.Read(body, errors, static fields => fields.Part(Address) is { } part ? DeliveryAddress.Of(part) : null);
            if (errors.Count > 0)
                return ErrorMessage.Answer(StatusCodes.Status400BadRequest, errors);
        }
        var redemption = new Redemption(merchantId, address?.FullName, new RedeemedFor(AccountId.Normalise(request.AccountId), address?.ToJson()));
        return await end.RedeemAsync(voucher, offer, redemption, cancellationToken) is VoucherEnding.Refused refused
            ? ErrorMessage.Answer(StatusCodes.Status409Conflict, new Dictionary<string, string> { [Code] = refused.Why })
            : TypedResults.Json(new RedeemedAccount(request.AccountId), AccountsJson.Default.RedeemedAccount);
    }

    private static RedeemRequest ReadRequest(PartnerBody body)
    {
        var request = new RedeemRequest(body.Text(Code), body.Text(Account));
        if (request.Code.Length > LongestCode)
            body.Wrong(Code, $"must not be longer than {LongestCode} characters");
        if (request.AccountId.Length > 0 && !AccountId.IsOne(request.AccountId))
            body.Wrong(Account, AccountId.Form);
        return request;
    }

    private static async Task<(HeldVoucher Voucher, Offer Offer)?> FindOwnAsync(
        FindHeldVoucher find, KnownOffers offers, string code, string merchantId, CancellationToken cancellationToken)
    {
        foreach (var voucher in await find.ByCodeAsync(code, cancellationToken))
        {
            if (await offers.FindAsync(voucher.CampaignId, cancellationToken) is { } offer && offer.MerchantId == merchantId)
                return (voucher, offer);
        }
        return null;
    }

    private sealed record RedeemRequest(string Code, string AccountId);
}
