using System.Text.Json;

namespace Voucher.Campaigns.Tests.Matching;

public class MatchLimitsTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private async Task<string> LimitsAsync(string category, string distributor = "DIST-001")
    {
        var candidate = Assert.Single((await campaigns.MatchAsync(distributor, category)).GetProperty("candidates").EnumerateArray());
        return candidate.GetProperty("limits").GetRawText();
    }

    private async Task<string> AddCampaignAsync(string limits)
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.CreateAsync(Draft.Of($"C-{category}", category).With("limits", limits));
        return category;
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("""{"total":7}""", """{"total":7,"per_day":null,"per_distributor_day":null,"per_terminal_day":null,"share_percent":null,"borrow_from":null}""")]
    [InlineData(
        """{"per_day":5000,"per_distributor_day":1000000000,"per_terminal_day":1}""",
        """{"total":null,"per_day":5000,"per_distributor_day":1000000000,"per_terminal_day":1,"share_percent":null,"borrow_from":null}""")]
    [InlineData(
        """{"per_day":5000,"fair_share":{"percent":40,"borrow_from":"18:00"}}""",
        """{"total":null,"per_day":5000,"per_distributor_day":null,"per_terminal_day":null,"share_percent":40,"borrow_from":"18:00"}""")]
    public async Task A_candidate_tells_its_limits(string limits, string told) => Assert.Equal(told, await LimitsAsync(await AddCampaignAsync(limits)));

    [Fact]
    public async Task A_share_is_that_of_the_distributor_that_asks_or_of_all_that_are_not_named()
    {
        var category = await AddCampaignAsync(
            """
            {"per_day":10,"fair_share":{"percent":40,"distributors":[{"distributor_id":"DIST-001","percent":60},{"distributor_id":"DIST-002","percent":1}]}}
            """);

        foreach (var (distributor, percent) in ((string, int)[])[("DIST-001", 60), ("DIST-002", 1), ("DIST-003", 40), ("dist-001", 40), ("' OR true --", 40)])
            Assert.Equal((distributor, percent), (distributor, JsonElement.Parse(await LimitsAsync(category, distributor)).GetProperty("share_percent").GetInt32()));
    }

    [Fact]
    public async Task Each_candidate_has_its_own_limits()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.CreateAsync(Draft.Of($"A-{category}", category).With("limits", """{"total":1}"""));
        await campaigns.CreateAsync(Draft.Of($"B-{category}", category));
        await campaigns.CreateAsync(Draft.Of($"C-{category}", category).With("limits", """{"total":3}"""));

        var totals = (await campaigns.MatchAsync("DIST-001", category)).GetProperty("candidates").EnumerateArray()
            .Select(candidate => candidate.GetProperty("limits") is { ValueKind: JsonValueKind.Object } limits ? limits.GetProperty("total").GetInt32() : 0);

        Assert.Equal([1, 0, 3], totals);
    }

    [Fact]
    public async Task Limits_set_by_hand_reach_the_matches_under_a_new_version()
    {
        var category = await AddCampaignAsync("""{"total":7}""");
        var before = await campaigns.VersionAsync();

        await campaigns.ExecuteAsync($$"""UPDATE campaigns SET limits = '{"total":6}' WHERE id = 'C-{{category}}'""");

        Assert.True(await campaigns.VersionAsync() > before);
        Assert.Equal(6, JsonElement.Parse(await LimitsAsync(category)).GetProperty("total").GetInt32());
    }
}
