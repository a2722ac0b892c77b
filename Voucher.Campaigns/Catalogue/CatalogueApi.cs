using Voucher.Campaigns.Lifecycle;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Operators' routes of campaigns. Errors are problem details (RFC 9457).</summary>
public static class CatalogueApi
{
    public static void MapCatalogue(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup("/admin/v1/campaigns").RequireAuthorization(Scopes.Admin);
        campaigns.MapGet("", ListCampaigns.HandleAsync);
        campaigns.MapPost("", CreateCampaign.HandleAsync).TakesNoQuery();
        campaigns.MapGet("/{id}", ShowCampaign.HandleAsync).TakesNoQuery();
        campaigns.MapPatch("/{id}", ChangeCampaign.HandleAsync).TakesNoQuery();
        foreach (var transition in Transition.All)
            campaigns.MapPost($"/{{id}}/{transition.Name}", MoveBy(transition)).TakesNoQuery().TakesNoBody();
    }

    private static Delegate MoveBy(Transition transition) =>
        (string id, HttpRequest request, MoveCampaign move, CancellationToken cancellationToken) =>
            move.HandleAsync(id, transition, request, cancellationToken);
}
