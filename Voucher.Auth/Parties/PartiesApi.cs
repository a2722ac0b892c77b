using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Parties;

/// <summary>The routes of parties: other services' question and the operators' part.</summary>
internal static class PartiesApi
{
    /// <summary>The kinds of parties that operators create.</summary>
    public static readonly string[] Kinds = [PrincipalKinds.Distributor, PrincipalKinds.Merchant, PrincipalKinds.Operator];

    public static void MapParties(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/internal/parties/check", CheckParties.HandleAsync).RequireAuthorization(Scopes.CheckParties);

        var admin = routes.MapGroup("/admin/v1/parties").RequireAuthorization(Scopes.Admin);
        admin.MapPost("", CreateParty.HandleAsync).TakesNoQuery();
        admin.MapGet("", ListParties.HandleAsync);
        admin.MapGet("/{party_id}", ShowParty.HandleAsync).TakesNoQuery();
        admin.MapPatch("/{party_id}", ChangeParty.HandleAsync).TakesNoQuery();
        admin.MapPost("/{party_id}/disable", DisableParty.HandleAsync).TakesNoQuery().TakesNoBody();
        admin.MapPost("/{party_id}/enable", EnableParty.HandleAsync).TakesNoQuery().TakesNoBody();
    }
}
