using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Campaigns.Lifecycle;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Lists campaigns by id: those of a state, a merchant or a category, and those that a distributor may use.</summary>
public static class ListCampaigns
{
    public static async Task<Results<Ok<Page<Campaign>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "state", "merchant_id", "category_id", "distributor_id");
        var filter = new CampaignFilter(
            Id: null,
            query.OneOf("state", CampaignStates.Active, CampaignStates.Paused, CampaignStates.Ended),
            query.Text("merchant_id"),
            query.Text("category_id"),
            query.Text("distributor_id"),
            query.After(1)?[0],
            query.Limit + 1);
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        var campaigns = await ReadCampaigns.ReadAsync(database, filter, cancellationToken);
        return TypedResults.Ok(Page.Of(campaigns, query.Limit, campaign => [campaign.Id]));
    }
}
