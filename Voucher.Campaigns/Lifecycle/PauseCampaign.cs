using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.Campaigns.Lifecycle;

/// <summary>Stops a campaign from issuing, within 2 s everywhere; its codes stay.</summary>
public static class PauseCampaign
{
    public static Task<Results<Ok<MovedCampaign>, ProblemHttpResult>> HandleAsync(string id, MoveCampaign move, CancellationToken cancellationToken) =>
        move.HandleAsync(id, CampaignStates.Active, CampaignStates.Paused, cancellationToken);
}
