using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Campaigns.Changes;
using Voucher.Campaigns.Lifecycle;
using Voucher.Campaigns.Parties;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Creates a campaign. It issues as soon as it has codes, within 2 s, if its state and its dates allow it.</summary>
public static class CreateCampaign
{
    public static async Task<Results<Created<Campaign>, ValidationProblem, ProblemHttpResult>> HandleAsync(
        HttpRequest request, ClaimsPrincipal user, CatalogueChanges changes, PartiesClient auth, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, CampaignBody.Fields, cancellationToken);
        body.Require("id", "merchant_id", "name", "categories", "distributors");
        var wanted = CampaignBody.Apply(body, CampaignBody.Blank(time.GetUtcNow().UtcDateTime)) with
        {
            Id = body.Id("id") ?? "",
            State = body.OneOf("state", CampaignStates.Active, CampaignStates.Paused) ?? CampaignStates.Active,
        };
        if (!body.Errors.Any)
            CampaignRules.Check(wanted, body.Errors);
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        if (await NamedParties.AskAsync(auth, body, wanted, cancellationToken) is not { } parties)
            return TypedResults.Problem(NamedParties.NotTold, statusCode: StatusCodes.Status503ServiceUnavailable);
        parties.Check(before: null, wanted, body.Errors);

        await using var change = await changes.BeginAsync(cancellationToken);
        await KnownCategories.CheckAsync(change, wanted, body.Errors, cancellationToken);
        if (body.Errors.Any)
            return body.Errors.ToProblem();
        if (await WriteCampaign.AddAsync(change, wanted, cancellationToken) is not { } created)
            return TypedResults.Problem($"There is a campaign '{wanted.Id}' already.", statusCode: StatusCodes.Status409Conflict);
        var entry = new AuditEntry(user.PrincipalId(), "campaign.create", "campaign", created.Id, Before: null, created);
        await change.AuditAsync(entry, cancellationToken);
        await change.CommitAsync(cancellationToken);
        request.HttpContext.Response.SetRevision(created.Revision);
        return TypedResults.Created($"/admin/v1/campaigns/{created.Id}", created);
    }
}
