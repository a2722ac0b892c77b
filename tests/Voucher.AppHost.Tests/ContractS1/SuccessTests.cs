using System.Globalization;
using System.Text.Json.Nodes;

namespace Voucher.AppHost.Tests.ContractS1;

[Collection(Platform.Name)]
public class SuccessTests(Platform platform)
{
    private readonly string id = Till.NewRequestId();

    [Fact]
    public async Task A_voucher_has_exactly_the_contract_s_fields()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { EndAt = new DateTime(2099, 3, 31, 23, 59, 59, DateTimeKind.Utc) });
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var answer = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        Assert.Equal("2099-03-31T23:59:59Z", answer.Text("expiry_date"));
        var issuedAt = DateTimeOffset.ParseExact(
            answer.Text("issued_at"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(issuedAt.ToUnixTimeSeconds(), before, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Null(answer.ReplayedHeader);
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task A_campaign_without_end_has_an_empty_expiry_date()
    {
        var campaign = await platform.Seeder.AddAsync();

        Assert.Equal("", (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id).Text("expiry_date"));
    }

    [Fact]
    public async Task The_serial_number_is_the_import_s()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { HasSerialNumbers = true });

        var answer = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        Assert.Equal($"SN-{answer.Code}", answer.Text("serial_number"));
    }

    [Fact]
    public async Task Without_one_in_the_import_the_serial_number_is_assigned_in_order_and_is_the_code_s_own()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 4 });
        var serials = new Dictionary<string, string>();
        for (var call = 0; call < 4; call++)
        {
            var requestId = Till.NewRequestId();
            var answer = (await platform.Pos.OrderAsync(requestId, campaign)).AssertOrdered(campaign, requestId);
            serials.Add(answer.Code, answer.Text("serial_number"));
        }

        Assert.All(serials.Values, serial => Assert.False(string.IsNullOrWhiteSpace(serial)));
        Assert.Equal(serials.Values.Distinct().Order(StringComparer.Ordinal), campaign.Codes.Select(code => serials[code]));
    }

    [Fact]
    public async Task The_first_product_that_has_a_campaign_with_a_code_to_give_wins()
    {
        var seeder = platform.Seeder;
        SeededCampaign[] unavailable =
        [
            await seeder.AddAsync(new CampaignPlan { Codes = 0 }),
            await seeder.AddAsync(new CampaignPlan { State = "paused" }),
            await seeder.AddAsync(new CampaignPlan { State = "ended" }),
            await seeder.AddAsync(new CampaignPlan { DistributorIds = [Distributor.Second.Id] }),
            await seeder.AddAsync(new CampaignPlan { StartAt = DateTime.UtcNow.AddHours(1) }),
            await seeder.AddAsync(new CampaignPlan { EndAt = DateTime.UtcNow.AddHours(-1) }),
        ];
        var (last, spare) = (await seeder.AddAsync(new CampaignPlan { Codes = 1 }), await seeder.AddAsync());
        string[] products =
            ["NO-SUCH-PRODUCT", await seeder.AddCategoryAsync(), .. unavailable.Select(campaign => campaign.CategoryId), last.CategoryId, spare.CategoryId];

        (await platform.Pos.SendAsync(Till.GoodBody(id, products).ToJsonString())).AssertOrdered(last, id);
        var next = Till.NewRequestId();
        (await platform.Pos.SendAsync(Till.GoodBody(next, products).ToJsonString())).AssertOrdered(spare, next);
    }

    [Fact]
    public async Task The_order_of_the_products_decides_and_nothing_else()
    {
        var (one, two) = (await platform.Seeder.AddAsync(), await platform.Seeder.AddAsync());

        (await platform.Pos.OrderAsync(id, two, one)).AssertOrdered(two, id);
        var next = Till.NewRequestId();
        (await platform.Pos.OrderAsync(next, one, two)).AssertOrdered(one, next);
    }

    [Fact]
    public async Task Each_request_gets_another_code_until_there_is_none()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 3 });
        var codes = new HashSet<string>();
        for (var call = 0; call < 3; call++)
            codes.Add((await platform.Pos.OrderAsync(Till.NewRequestId(), campaign)).AssertIssued(campaign).Code);

        Assert.Equal(campaign.Codes.ToHashSet(), codes);
        (await platform.Pos.OrderAsync(Till.NewRequestId(), campaign)).AssertUnavailable();
    }

    [Fact]
    public async Task Tills_of_both_contracts_draw_from_one_pool()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 2 });

        var ordered = (await platform.Pos.OrderAsync(id, campaign)).AssertIssued(campaign);
        var requested = (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);

        Assert.Equal(campaign.Codes.ToHashSet(), new HashSet<string> { ordered.Code, requested.Code });
        (await platform.Pos.RequestAsync(campaign)).AssertUnavailable();
        (await platform.Pos.OrderAsync(Till.NewRequestId(), campaign)).AssertUnavailable();
    }

    [Fact]
    public async Task Unknown_fields_are_ignored_those_of_the_other_contract_too()
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Till.GoodBody(id, campaign.CategoryId);
        body["trigger_product_id"] = 7;
        body["loyalty_card"] = null;
        body["basket"] = new JsonObject { ["items"] = new JsonArray(1, "two") };

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertOrdered(campaign, id);
    }

    [Fact]
    public async Task A_header_with_the_request_id_changes_nothing()
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Till.GoodBody(id, campaign.CategoryId).ToJsonString();

        var first = (await platform.Pos.SendAsync(body, request => request.SetHeader(Pos.IdempotencyKey, id))).AssertOrdered(campaign, id);
        var second = await platform.Pos.SendAsync(body);

        Assert.Equal((first.Body, "true"), (second.Body, second.ReplayedHeader));
    }
}
