using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Campaigns.Changes;
using Voucher.Campaigns.Parties;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Changes what an operator names and leaves the rest (JSON merge patch, RFC 7396), if nobody else has changed it meanwhile.</summary>
public static class ChangeCampaign
{
    public static async Task<Results<Ok<Campaign>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        string id, HttpRequest request, ClaimsPrincipal user, CatalogueChanges changes, PartiesClient auth, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, CampaignBody.Fields, cancellationToken);
        var said = CheckFields(body);
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        if (await NamedParties.AskAsync(auth, body, said, cancellationToken) is not { } parties)
            return TypedResults.Problem(NamedParties.NotTold, statusCode: StatusCodes.Status503ServiceUnavailable);

        await using var change = await changes.BeginAsync(cancellationToken);
        if (await ReadCampaigns.ReadAsync(change, id, cancellationToken) is not { } before)
            return NoSuchCampaign.Problem(id);
        if (Revision.Hindrance(request, before.Revision, isRequired: true) is { } hindrance)
            return hindrance;
        var after = CampaignBody.Apply(body, before);
        CampaignRules.Check(after, body.Errors);
        parties.Check(before, after, body.Errors);
        await KnownCategories.CheckAsync(change, after, body.Errors, cancellationToken);
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        if (!AreSame(before, after))
        {
            after = await WriteCampaign.UpdateAsync(change, before, after, cancellationToken);
            await change.AuditAsync(new AuditEntry(user.PrincipalId(), "campaign.change", "campaign", id, before, after), cancellationToken);
            await change.CommitAsync(cancellationToken);
        }
        request.HttpContext.Response.SetRevision(after.Revision);
        return TypedResults.Ok(after);
    }

    /// <summary>What the body says by itself, whatever the campaign is like: before anybody is asked or waits.</summary>
    private static Campaign CheckFields(OperatorBody body)
    {
        if (body.Has("id"))
            body.Wrong("id", "Cannot be changed.");
        if (body.Has("state"))
            body.Wrong("state", "Is changed by POST …/pause, …/resume or …/end.");
        body.Keep("merchant_id", "name", "categories", "distributors", "time_zone", "priority", "acquisition", "product_format");
        return CampaignBody.Apply(body, CampaignBody.Blank(default));
    }

    private static bool AreSame(Campaign one, Campaign other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, CampaignsJson.Default.Campaign).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, CampaignsJson.Default.Campaign));
}
