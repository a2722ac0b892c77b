using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Shows one campaign, with its revision as <c>ETag</c>.</summary>
public static class ShowCampaign
{
    public static async Task<Results<Ok<Campaign>, ProblemHttpResult>> HandleAsync(
        string id, HttpResponse response, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        if ((await ReadCampaigns.ReadAsync(database, new CampaignFilter(id), cancellationToken)).SingleOrDefault() is not { } campaign)
            return NoSuchCampaign.Problem(id);
        response.SetRevision(campaign.Revision);
        return TypedResults.Ok(campaign);
    }
}
