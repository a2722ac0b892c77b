using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.Campaigns.Lifecycle;

/// <summary>Lets a paused campaign issue again, if its dates allow it.</summary>
public static class ResumeCampaign
{
    public static Task<Results<Ok<MovedCampaign>, ProblemHttpResult>> HandleAsync(string id, MoveCampaign move, CancellationToken cancellationToken) =>
        move.HandleAsync(id, CampaignStates.Paused, CampaignStates.Active, cancellationToken);
}
