using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>The operators' routes of parties.</summary>
internal static class PartiesApi
{
    public static void MapParties(this IEndpointRouteBuilder routes)
    {
        var admin = routes.MapGroup("/admin/v1/parties").RequireAuthorization(Scopes.Admin);
        admin.MapPost("/{party_id}/disable", DisableParty.HandleAsync);
    }
}
