using Voucher.Campaigns.Lifecycle;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Operators' routes of campaigns. Errors are problem details (RFC 9457).</summary>
public static class CatalogueApi
{
    public static void MapCatalogue(this IEndpointRouteBuilder app)
    {
        var campaigns = app.MapGroup("/admin/v1/campaigns").RequireAuthorization(Scopes.Admin);
        campaigns.MapGet("", ListCampaigns.HandleAsync);
        campaigns.MapPost("", CreateCampaign.HandleAsync).TakeNoQuery();

        var campaign = campaigns.MapGroup("/{id}").TakeNoQuery();
        campaign.MapGet("", ShowCampaign.HandleAsync);
        campaign.MapPatch("", ChangeCampaign.HandleAsync);
        foreach (var transition in Transition.All)
        {
            campaign.MapPost($"/{transition.Name}", (string id, HttpRequest request, MoveCampaign move, CancellationToken cancellationToken) =>
                move.HandleAsync(id, transition, request, cancellationToken));
        }
    }
}
