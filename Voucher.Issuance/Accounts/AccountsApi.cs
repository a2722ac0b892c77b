using Voucher.Issuance.Guessing;
using Voucher.Issuance.Offers;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Accounts;

/// <summary>The routes of contract S4, which are merchants'.</summary>
internal static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/external/api/v1").RequireAuthorization(Scopes.RedeemForAccount).AnswerOffersAway();
        group.MapPost("/vouchers/redeem", RedeemForAccount.HandleAsync).LimitGuesses();
        group.MapGet("/accounts/{accountId}/products", ListAccountProducts.HandleAsync);
    }
}
