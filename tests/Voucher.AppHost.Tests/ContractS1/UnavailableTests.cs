using Dapper;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.ContractS1;

[Collection(Platform.Name)]
public class UnavailableTests(Platform platform)
{
    private static readonly Dictionary<string, CampaignPlan> Plans = new()
    {
        ["not whitelisted"] = new() { DistributorIds = [Distributor.Second.Id] },
        ["paused"] = new() { State = "paused" },
        ["ended by an operator"] = new() { State = "ended" },
        ["not started"] = new() { StartAt = DateTime.UtcNow.AddHours(1) },
        ["ended"] = new() { EndAt = DateTime.UtcNow.AddSeconds(-1) },
        ["without codes"] = new() { Codes = 0 },
    };

    private readonly string id = Till.NewRequestId();

    public static TheoryData<string> Reasons => [.. Plans.Keys];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Products_whose_campaigns_cannot_issue_are_409_and_cost_no_code(string reason)
    {
        SeededCampaign[] campaigns = [await platform.Seeder.AddAsync(Plans[reason]), await platform.Seeder.AddAsync(Plans[reason])];

        AssertTellsNothing(await platform.Pos.OrderAsync(id, campaigns));

        Assert.Equal((0, 0), (await platform.Seeder.IssuedAsync(campaigns[0]), await platform.Seeder.IssuedAsync(campaigns[1])));
    }

    [Fact]
    public async Task A_depleted_campaign_is_409()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1 });
        (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        AssertTellsNothing(await platform.Pos.OrderAsync(Till.NewRequestId(), campaign));
    }

    [Fact]
    public async Task A_campaign_at_a_limit_is_passed_over_and_409_when_it_is_the_last()
    {
        var limited = await platform.Seeder.AddAsync(new CampaignPlan { Limits = """{"total":1}""" });
        var spare = await platform.Seeder.AddAsync();
        (await platform.Pos.OrderAsync(id, limited, spare)).AssertOrdered(limited, id);

        var next = Till.NewRequestId();
        (await platform.Pos.OrderAsync(next, limited, spare)).AssertOrdered(spare, next);
        AssertTellsNothing(await platform.Pos.OrderAsync(Till.NewRequestId(), limited));
        Assert.Equal("true", (await platform.Pos.OrderAsync(id, limited, spare)).AssertOrdered(limited, id).ReplayedHeader);
    }

    [Theory]
    [InlineData("NO-SUCH-PRODUCT")]
    [InlineData("pay")]
    [InlineData("' OR true --")]
    [InlineData("支払い")]
    public async Task A_product_that_nobody_knows_is_409(string product) =>
        AssertTellsNothing(await platform.Pos.SendAsync(Till.GoodBody(id, product, product).ToJsonString()));

    [Fact]
    public async Task A_declined_request_is_kept_with_all_its_products_in_their_order()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { State = "paused" });
        string[] products = ["NO-SUCH-PRODUCT", campaign.CategoryId, "PAY-" + id];
        (await platform.Pos.SendAsync(Till.GoodBody(id, products).ToJsonString())).AssertUnavailable();

        await using var connection = await platform.IssuanceDatabase.OpenConnectionAsync();
        var kept = await Eventually.HoldsAsync(
            async () => (await connection.QueryAsync<(string Distributor, string Terminal, string[] Products)>(
                "SELECT distributor_id, terminal_id, product_ids FROM declined_requests WHERE request_id = @id", new { id })).AsList(),
            rows => rows.Count > 0);

        var (distributor, terminal, keptProducts) = Assert.Single(kept);
        Assert.Equal((Distributor.First.Id, "AT-998877"), (distributor, terminal));
        Assert.Equal(products, keptProducts);
    }

    /// <summary>All reasons look alike, down to the bytes and the headers' names.</summary>
    private static void AssertTellsNothing(PosAnswer answer)
    {
        Assert.Equal("""{"message":"voucher unavailable"}""", answer.AssertUnavailable().Body);
        Assert.Empty(answer.Headers.Select(header => header.Key).Except(["Date", "Transfer-Encoding"]));
    }
}
