using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Campaigns.Catalogue;
using Voucher.Campaigns.Changes;
using Voucher.Campaigns.Telemetry;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Lifecycle;

/// <summary>Moves a campaign by a <see cref="Transition"/>.</summary>
public sealed partial class MoveCampaign(CatalogueChanges changes, CampaignsMetrics metrics, ILogger<MoveCampaign> logger)
{
    /// <summary>
    /// 200 once the change is committed and its notice tried; 404 when there is no such campaign, 412 when it is not the one that the caller
    /// saw, 409 when no way leads from its state. Of calls at the same time one moves it.
    /// </summary>
    public async Task<Results<Ok<Campaign>, ProblemHttpResult>> HandleAsync(
        string id, Transition transition, HttpRequest request, CancellationToken cancellationToken)
    {
        await using var change = await changes.BeginAsync(cancellationToken);
        if (await ReadCampaigns.ReadAsync(change, id, cancellationToken) is not { } before)
            return NoSuchCampaign.Problem(id);
        if (Revision.Hindrance(request, before.Revision, isRequired: false) is { } hindrance)
            return hindrance;
        if (!transition.LeadsFrom(before.State))
            return Refuse(transition, before.State);
        var after = await WriteCampaign.UpdateAsync(change, before, before with { State = transition.To }, cancellationToken);
        var actor = request.HttpContext.User.PrincipalId();
        await change.AuditAsync(new AuditEntry(actor, $"campaign.{transition.Name}", "campaign", id, before, after), cancellationToken);
        var version = await change.CommitAsync(cancellationToken);
        LogMoved(logger, id, before.State, after.State, version);
        metrics.Moved(after.State);
        request.HttpContext.Response.SetRevision(after.Revision);
        return TypedResults.Ok(after);
    }

    private static ProblemHttpResult Refuse(Transition transition, string state) => TypedResults.Problem(
        $"The campaign is {state}; only one that is {string.Join(" or ", transition.From)} can become {transition.To}.",
        statusCode: StatusCodes.Status409Conflict);

    [LoggerMessage(Level = LogLevel.Information, Message = "Campaign {CampaignId} went from {From} to {To} at version {Version}")]
    private static partial void LogMoved(ILogger logger, string campaignId, string from, string to, long version);
}
