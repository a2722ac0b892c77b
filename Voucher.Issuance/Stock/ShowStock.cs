using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Voucher.Issuance.Imports;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Stock;

/// <summary>Shows a campaign's stock.</summary>
internal static class ShowStock
{
    private const string CountRedeemed =
        """
        SELECT campaign_id, count(*) FROM issued_vouchers
        WHERE redeemed_at IS NOT NULL AND campaign_id = ANY (@campaignIds) GROUP BY campaign_id
        """;

    public static async Task<Results<Ok<CampaignStock>, ProblemHttpResult>> HandleAsync(
        string campaignId,
        HttpRequest request,
        NpgsqlDataSource dataSource,
        TakeStock takeStock,
        CampaignLookup campaigns,
        CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        if (await PoolStock.ReadAsync(connection, campaignId, after: null, limit: 1, cancellationToken) is [var pool])
            return await AnswerAsync(connection, pool, request.HttpContext.Response, takeStock, cancellationToken);
        return await campaigns.UnknownAsync(request, campaignId) is { } hindrance
            ? hindrance
            : await AnswerAsync(connection, PoolStock.None(campaignId), request.HttpContext.Response, takeStock, cancellationToken);
    }

    /// <summary>Answers with the stock of one campaign and its revision.</summary>
    public static async Task<Ok<CampaignStock>> AnswerAsync(
        NpgsqlConnection connection, PoolStock pool, HttpResponse response, TakeStock takeStock, CancellationToken cancellationToken)
    {
        var stock = (await takeStock.TakeAsync([pool], await RedeemedAsync(connection, [pool], cancellationToken)))[0];
        response.SetRevision(stock.Revision);
        return TypedResults.Ok(stock);
    }

    /// <summary>Redeemed vouchers by campaign.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> RedeemedAsync(
        NpgsqlConnection connection, IReadOnlyList<PoolStock> pools, CancellationToken cancellationToken)
    {
        var counts = await connection.QueryAsync<(string CampaignId, long Count)>(new CommandDefinition(
            CountRedeemed, new { campaignIds = pools.Select(pool => pool.CampaignId).ToArray() }, cancellationToken: cancellationToken));
        return counts.ToDictionary(one => one.CampaignId, one => one.Count, StringComparer.Ordinal);
    }
}
