using System.Net;
using System.Text.Json.Nodes;
using Voucher.Issuance.Inventory;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.ContractS1;

[Collection(Platform.Name)]
public class RequestIdTests(Platform platform)
{
    private readonly string id = Till.NewRequestId();

    private static void AssertReplay(PosAnswer first, PosAnswer answer) =>
        Assert.Equal((HttpStatusCode.OK, first.Body, "true"), (answer.Status, answer.Body, answer.ReplayedHeader));

    [Fact]
    public async Task A_replay_answers_the_very_same_body_and_says_so()
    {
        var campaign = await platform.Seeder.AddAsync();

        var first = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        Assert.Null(first.ReplayedHeader);
        for (var i = 0; i < 3; i++)
            AssertReplay(first, await platform.Pos.OrderAsync(id, campaign));
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task A_replay_is_answered_when_the_campaign_has_ended_since()
    {
        var campaign = await platform.Seeder.AddAsync();
        var first = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);
        using var ended = await platform.Operator.PostAsync($"/admin/v1/campaigns/{campaign.Id}/end", content: null);
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        await Eventually.HoldsAsync(
            () => platform.Pos.OrderAsync(Till.NewRequestId(), campaign), answer => answer.Status == HttpStatusCode.Conflict);

        AssertReplay(first, await platform.Pos.OrderAsync(id, campaign));
    }

    [Fact]
    public async Task A_replay_keeps_to_its_product_when_an_earlier_one_has_codes_by_then()
    {
        var (empty, campaign) = (await platform.Seeder.AddAsync(new CampaignPlan { Codes = 0 }), await platform.Seeder.AddAsync());
        var first = (await platform.Pos.OrderAsync(id, empty, campaign)).AssertOrdered(campaign, id);
        await RefillAsync(empty);
        await Eventually.HoldsAsync(() => platform.Pos.OrderAsync(Till.NewRequestId(), empty), answer => answer.Status == HttpStatusCode.OK);

        AssertReplay(first, await platform.Pos.OrderAsync(id, empty, campaign));
    }

    [Fact]
    public async Task Parallel_replays_wait_for_the_first()
    {
        SeededCampaign[] campaigns =
            [await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1 }), await platform.Seeder.AddAsync(new CampaignPlan { Codes = 100 })];

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => platform.Pos.OrderAsync(id, campaigns)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers, answer => answer.ReplayedHeader is null);
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaigns[0]) + await platform.Seeder.IssuedAsync(campaigns[1]));
    }

    [Theory]
    [InlineData("another terminal")]
    [InlineData("another product")]
    [InlineData("one product more")]
    [InlineData("one product less")]
    [InlineData("another order")]
    public async Task The_same_id_with_other_parameters_is_400_and_costs_no_code(string what)
    {
        var (one, two) = (await platform.Seeder.AddAsync(), await platform.Seeder.AddAsync());
        (await platform.Pos.OrderAsync(id, one, two)).AssertOrdered(one, id);
        var other = Till.GoodBody(id, one.CategoryId, two.CategoryId);
        JsonArray Products(params string[] products) => [.. products.Select(product => JsonValue.Create(product))];
        if (what == "another terminal")
        {
            other["terminal_id"] = "AT-1";
        }
        else
        {
            other["product_ids"] = what switch
            {
                "another product" => Products(one.CategoryId, "PAY"),
                "one product more" => Products(one.CategoryId, two.CategoryId, "PAY"),
                "one product less" => Products(one.CategoryId),
                _ => Products(two.CategoryId, one.CategoryId),
            };
        }

        (await platform.Pos.SendAsync(other.ToJsonString())).AssertInvalid();

        Assert.Equal((1, 0), (await platform.Seeder.IssuedAsync(one), await platform.Seeder.IssuedAsync(two)));
    }

    [Fact]
    public async Task An_id_of_one_contract_is_not_free_for_the_other()
    {
        var campaign = await platform.Seeder.AddAsync();
        var first = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);
        var otherId = Till.NewRequestId();
        (await platform.Pos.RequestAsync(campaign, request => request.SetHeader(Pos.IdempotencyKey, otherId))).AssertIssued(campaign);

        (await platform.Pos.RequestAsync(campaign, request => request.SetHeader(Pos.IdempotencyKey, id))).AssertInvalid();
        (await platform.Pos.OrderAsync(otherId, campaign)).AssertInvalid();

        AssertReplay(first, await platform.Pos.OrderAsync(id, campaign));
        Assert.Equal(2, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task The_order_of_fields_and_unknown_ones_are_no_other_parameters()
    {
        var campaign = await platform.Seeder.AddAsync();
        var first = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        var reordered = $$"""
            { "product_ids": [ "{{campaign.CategoryId}}" ], "attempt": 2,
              "terminal_id": "AT-998877", "request_id": "{{id}}", "distributor_id": "DIST-001" }
            """;

        AssertReplay(first, await platform.Pos.SendAsync(reordered));
    }

    [Fact]
    public async Task Two_distributors_may_use_one_id()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { DistributorIds = [Distributor.First.Id, Distributor.Second.Id] });
        var first = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);
        var body = Till.GoodBody(id, campaign.CategoryId);
        body["distributor_id"] = Distributor.Second.Id;

        var second = await platform.Pos.SendAsync(body.ToJsonString(), request => request.ShowToken(Distributor.Second.Token));

        Assert.NotEqual(first.Code, second.AssertOrdered(campaign, id).Code);
        Assert.Null(second.ReplayedHeader);
    }

    [Fact]
    public async Task A_declined_request_is_not_remembered_and_succeeds_after_a_refill()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 0 });
        for (var i = 0; i < 2; i++)
            (await platform.Pos.OrderAsync(id, campaign)).AssertUnavailable();
        await RefillAsync(campaign);

        var answer = await Eventually.HoldsAsync(() => platform.Pos.OrderAsync(id, campaign), answer => answer.Status == HttpStatusCode.OK);

        Assert.Equal(((string?)null, "AFTERWARDS", id), (answer.ReplayedHeader, answer.Code, answer.Text("request_id")));
    }

    [Fact]
    public async Task A_request_that_was_invalid_does_not_use_up_its_id()
    {
        var campaign = await platform.Seeder.AddAsync();
        var bad = Till.GoodBody(id, campaign.CategoryId);
        bad["terminal_id"] = null;
        (await platform.Pos.SendAsync(bad.ToJsonString())).AssertInvalid();

        Assert.Null((await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id).ReplayedHeader);
    }

    private async Task RefillAsync(SeededCampaign campaign) =>
        Assert.Equal(1, await new AddCodes(platform.IssuanceDatabase).AddAsync(campaign.Id, [new NewCode("AFTERWARDS")], CancellationToken.None));
}
