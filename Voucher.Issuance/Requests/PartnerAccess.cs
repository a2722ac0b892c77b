using System.Security.Claims;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Requests;

/// <summary>Who may request vouchers. The contract has no 403: whoever may not is answered 401.</summary>
internal static class PartnerAccess
{
    /// <summary>Whether a token is a distributor's that may request vouchers.</summary>
    public static bool MayRequestVouchers(this ClaimsPrincipal user) =>
        user.IsOfKind(PrincipalKinds.Distributor) && user.HasScope(Scopes.RequestVoucher);

    /// <summary>Answers 401.</summary>
    public static Task WriteUnauthorizedAsync(this HttpResponse response)
    {
        response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteErrorAsync(StatusCodes.Status401Unauthorized);
    }
}
