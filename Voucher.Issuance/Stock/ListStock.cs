using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Stock;

/// <summary>Lists the stock of all campaigns that were ever given codes or asked for one, by id.</summary>
internal static class ListStock
{
    public static async Task<Results<Ok<Page<CampaignStock>>, ValidationProblem>> HandleAsync(
        HttpRequest request, NpgsqlDataSource dataSource, TakeStock takeStock, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request);
        var after = query.After(1)?[0];
        if (query.Errors.Any)
            return query.Errors.ToProblem();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var pools = await PoolStock.ReadAsync(connection, campaignId: null, after, query.Limit + 1, cancellationToken);
        var stock = await takeStock.TakeAsync(pools, await ShowStock.RedeemedAsync(connection, pools, cancellationToken));
        return TypedResults.Ok(Page.Of(stock, query.Limit, one => [one.CampaignId]));
    }
}
