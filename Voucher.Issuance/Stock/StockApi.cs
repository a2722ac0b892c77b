using Voucher.Issuance.Inventory;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Stock;

/// <summary>The operators' routes of stock. Errors are problem details (RFC 9457).</summary>
internal static class StockApi
{
    public static void MapStock(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin/v1").RequireAuthorization(Scopes.Admin);
        admin.MapGet("/stock", ListStock.HandleAsync);
        admin.MapGet("/campaigns/{campaignId}/stock", ShowStock.HandleAsync).TakesNoQuery();
        admin.MapPatch("/campaigns/{campaignId}/stock", ChangeThreshold.HandleAsync).TakesNoQuery();
        admin.MapPost("/campaigns/{campaignId}/codes/withdraw", WithdrawCodes.HandleAsync).TakesNoQuery();
    }
}
