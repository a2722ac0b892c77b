using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Lifecycle;

/// <summary>What operators do with a campaign that exists. Errors are problem details (RFC 9457).</summary>
public static class LifecycleApi
{
    public static void MapLifecycle(this IEndpointRouteBuilder app)
    {
        var campaign = app.MapGroup("/admin/v1/campaigns/{id}").RequireAuthorization(Scopes.Admin);
        campaign.MapPost("/pause", PauseCampaign.HandleAsync);
        campaign.MapPost("/resume", ResumeCampaign.HandleAsync);
    }
}
