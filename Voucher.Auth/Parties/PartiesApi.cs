using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>The routes of parties: other services' question and the operators' part.</summary>
internal static class PartiesApi
{
    public static void MapParties(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/parties/check", CheckParties.HandleAsync).RequireAuthorization(Scopes.CheckParties);

        var admin = routes.MapGroup("/admin/v1/parties").RequireAuthorization(Scopes.Admin);
        admin.MapPost("/{party_id}/disable", DisableParty.HandleAsync);
    }
}
