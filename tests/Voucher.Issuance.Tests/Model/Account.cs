using Dapper;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Closes the books on a story: the ledger has what the model has, no code is lost or twice, and every replay is answered as ever.</summary>
internal sealed class Account(Stage stage, Scene scene, ModelLedger ledger, Pools pools, Tills tills)
{
    public async Task CloseAsync()
    {
        for (var number = 0; number < Scene.Campaigns; number++)
            await CloseAsync(number, ledger.Campaigns[number]);
        await CompareRowsAsync();
        foreach (var row in ledger.Rows.Where(row => row.Order.Key is not null))
            await tills.AskAsync([row.Order], [0], wipes: false);
        await Eventually.HoldsAsync(
            () => stage.Service.ReadAsync<int>(
                "SELECT count(*) FROM declined_requests WHERE distributor_id = ANY (@DistributorIds)", new { scene.DistributorIds }),
            declined => declined == ledger.Declined,
            TimeSpan.FromSeconds(3));
    }

    private async Task CloseAsync(int number, ModelCampaign campaign)
    {
        var found = await PoolInspection.SweepAndAssertNothingIsLostAsync(stage.Service, scene.CampaignId(number), campaign.Codes.Count);
        campaign.InFlight.Clear();
        Assert.Equal(campaign.Issued.Order(), found.Issued.Order());
        Assert.Equal(campaign.Codes.Keys.Except(campaign.Issued).Order(), found.Pooled.Concat(found.NotLoaded).Order());
        await pools.AssertCountsAsync(number);
    }

    private async Task CompareRowsAsync()
    {
        await using var connection = await stage.Service.Database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<string>(
            """
            SELECT concat_ws(' ', campaign_id, seq, code, serial_number, distributor_id, terminal_id, category_id, product_id, request_id,
                             to_char(issued_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), campaign_day,
                             to_char(confirm_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                             to_char(confirmed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), CASE WHEN returned_at IS NOT NULL THEN 'returned' END)
            FROM issued_vouchers
            WHERE campaign_id = ANY (@CampaignIds) OR distributor_id = ANY (@DistributorIds)
            """,
            new { scene.CampaignIds, scene.DistributorIds });
        Assert.Equal(ledger.Rows.Select(TextOf).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }

    private string TextOf(ModelRow row)
    {
        string?[] columns =
        [
            scene.CampaignId(row.Campaign), $"{row.Seq}", row.Code, row.SerialNumber, scene.DistributorId(row.Order.Distributor),
            Scene.TerminalId(row.Order.Terminal), scene.CategoryId(row.Category), scene.ProductOf(row.Order, row.Category),
            row.Order.Key is { } key ? Scene.KeyOf(key) : null, Scene.TextOf(row.IssuedAt), $"{row.Day:yyyy-MM-dd}",
            row.ConfirmBy is { } by ? Scene.TextOf(by) : null, row.ConfirmBy is not null && row.ConfirmedAt is { } at ? Scene.TextOf(at) : null,
            row.IsReturned ? "returned" : null,
        ];
        return string.Join(' ', columns.Where(column => column is not null));
    }
}
