using Dapper;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Closes the books on a story: the ledger has what the model has, no code is lost or twice, and every replay is answered as ever.</summary>
internal sealed class Account(Stage stage, Scene scene, ModelLedger ledger)
{
    public async Task CloseAsync()
    {
        for (var number = 0; number < Scene.Campaigns; number++)
            await CloseAsync(scene.CampaignId(number), ledger.Campaigns[number]);
        await CompareRowsAsync();
        foreach (var row in ledger.Rows.Where(row => row.Order.Key is not null))
        {
            var answer = await scene.AskAsync(0, row.Order);
            new Verdict(scene, ledger, stage.Clock.GetUtcNow()).Judge([(row.Order, answer)]);
        }
        await Eventually.HoldsAsync(() => stage.Service.ReadAsync<int>(
            "SELECT count(*) FROM declined_requests WHERE distributor_id = ANY (@distributors)",
            new { distributors = new[] { scene.DistributorId(0), scene.DistributorId(1) } }), count => count == ledger.Declined, TimeSpan.FromSeconds(3));
    }

    private async Task CloseAsync(string campaignId, ModelCampaign campaign)
    {
        var found = await PoolInspection.SweepAndAssertNothingIsLostAsync(stage.Service, campaignId, campaign.Codes.Count);
        Assert.Equal(campaign.Issued.Order(), found.Issued.Order());
        Assert.Equal(campaign.Codes.Except(campaign.Issued).Order(), found.Pooled.Concat(found.NotLoaded).Order());
        campaign.InFlight.Clear();
    }

    private async Task CompareRowsAsync()
    {
        await using var connection = await stage.Service.Database.OpenConnectionAsync();
        var rows = await connection.QueryAsync<(string, string, string, string, string, string?, string?, DateTime)>(
            """
            SELECT campaign_id, code, distributor_id, terminal_id, category_id, product_id, request_id, issued_at FROM issued_vouchers
            WHERE campaign_id = ANY (@campaigns) OR distributor_id = ANY (@distributors)
            """,
            new
            {
                campaigns = Enumerable.Range(0, Scene.Campaigns).Select(scene.CampaignId).ToArray(),
                distributors = new[] { scene.DistributorId(0), scene.DistributorId(1) },
            });
        var expected = ledger.Rows.Select(row => (
            scene.CampaignId(row.Campaign), row.Code, scene.DistributorId(row.Order.Distributor), Scene.TerminalId(row.Order.Terminal),
            scene.CategoryId(row.Category), Scene.ProductId(row.Order.Product), Scene.KeyOf(row.Order.Key), row.IssuedAt.UtcDateTime));
        Assert.Equal(expected.Select(row => $"{row}").Order(), rows.Select(row => $"{row}").Order());
    }
}
