using System.Net;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.ContractS0;

[Collection(Platform.Name)]
public class UnavailableTests(Platform platform)
{
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(2);

    private static readonly Dictionary<string, CampaignPlan> Plans = new()
    {
        ["not whitelisted"] = new() { DistributorIds = [Distributor.Second.Id] },
        ["nobody whitelisted"] = new() { DistributorIds = [] },
        ["paused"] = new() { State = "paused" },
        ["ended by an operator"] = new() { State = "ended" },
        ["not started"] = new() { StartAt = DateTime.UtcNow.AddHours(1) },
        ["ended"] = new() { EndAt = DateTime.UtcNow.AddSeconds(-1) },
        ["without codes"] = new() { Codes = 0 },
    };

    public static TheoryData<string> Reasons => [.. Plans.Keys];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task A_campaign_that_cannot_issue_is_409_and_costs_no_code(string reason)
    {
        var campaign = await platform.Seeder.AddAsync(Plans[reason]);

        AssertTellsNothing(await platform.Pos.RequestAsync(campaign));

        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task A_depleted_campaign_is_409()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1 });
        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);

        AssertTellsNothing(await platform.Pos.RequestAsync(campaign));
    }

    [Fact]
    public async Task A_campaign_at_a_limit_is_409()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Limits = """{"total":1}""" });
        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);

        AssertTellsNothing(await platform.Pos.RequestAsync(campaign));

        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }

    [Theory]
    [InlineData("NO-SUCH-CATEGORY")]
    [InlineData("pay")]
    [InlineData("MOB")]
    [InlineData("' OR true --")]
    [InlineData("PAY&distributor_id=DIST-002")]
    [InlineData("支払い")]
    public async Task A_category_that_has_no_campaign_is_409(string category) =>
        AssertTellsNothing(await platform.Pos.SendAsync(Pos.GoodBody(category).ToJsonString()));

    [Fact]
    public async Task A_campaign_issues_from_its_start_until_just_before_its_end()
    {
        var campaign = await platform.Seeder.AddAsync(
            new CampaignPlan { StartAt = DateTime.UtcNow.AddSeconds(-1), EndAt = DateTime.UtcNow.AddSeconds(5) });

        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);
        var answer = await Eventually.HoldsAsync(() => platform.Pos.RequestAsync(campaign), answer => answer.Status != HttpStatusCode.OK);

        AssertTellsNothing(answer);
    }

    [Fact]
    public async Task A_paused_campaign_stops_within_2_s_and_goes_on_when_resumed()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 500 });
        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);

        await OperateAsync(campaign, "pause");
        var paused = await Eventually.HoldsAsync(
            () => platform.Pos.RequestAsync(campaign), answer => answer.Status != HttpStatusCode.OK, StopsWithin);
        AssertTellsNothing(paused);
        AssertTellsNothing(await platform.Pos.RequestAsync(campaign));

        await OperateAsync(campaign, "resume");
        await Eventually.HoldsAsync(() => platform.Pos.RequestAsync(campaign), answer => answer.Status == HttpStatusCode.OK, StopsWithin);
    }

    [Fact]
    public async Task A_pause_by_SQL_that_tells_nobody_stops_within_2_s_too()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 500 });
        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);

        await using (var pause = platform.CampaignsDatabase.CreateCommand($"UPDATE campaigns SET state = 'paused' WHERE id = '{campaign.Id}'"))
            await pause.ExecuteNonQueryAsync();

        AssertTellsNothing(await Eventually.HoldsAsync(
            () => platform.Pos.RequestAsync(campaign), answer => answer.Status != HttpStatusCode.OK, StopsWithin));
    }

    private async Task OperateAsync(SeededCampaign campaign, string action)
    {
        using var response = await platform.Operator.PostAsync($"/admin/v1/campaigns/{campaign.Id}/{action}", content: null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>All reasons look alike, down to the bytes and the headers' names.</summary>
    private static void AssertTellsNothing(PosAnswer answer)
    {
        Assert.Equal("""{"message":"voucher unavailable"}""", answer.AssertUnavailable().Body);
        Assert.Empty(answer.Headers.Select(header => header.Key).Except(["Date", "Transfer-Encoding"]));
    }
}
