using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Matching;

/// <summary>What Issuance asks.</summary>
public static class MatchingApi
{
    public static void MapMatching(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").RequireAuthorization(Scopes.MatchCampaigns);
        group.MapGet("/internal/campaigns/match", MatchCampaigns.HandleAsync);
        group.MapGet("/internal/campaigns/offer", ShowOffer.HandleAsync);
        group.MapGet(HealthPaths.Polled + "/campaigns/version", ReadVersion.HandleAsync);
    }
}
