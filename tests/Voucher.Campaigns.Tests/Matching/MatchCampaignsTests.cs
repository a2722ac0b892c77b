using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Voucher.Campaigns.Tests.Matching;

public class MatchCampaignsTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private static string[] Ids(JsonElement answer) =>
        [.. answer.GetProperty("candidates").EnumerateArray().Select(candidate => candidate.GetProperty("campaign_id").GetString()!)];

    private static string? Reason(JsonElement answer) => answer.GetProperty("reason").GetString();

    [Fact]
    public async Task Candidates_come_by_priority_and_then_by_id_in_code_point_order()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"a-{category}", category);
        await campaigns.AddCampaignAsync($"B-{category}", category);
        await campaigns.AddCampaignAsync($"Z-{category}", category, priority: 1);
        await campaigns.AddCampaignAsync($"0-{category}", category, priority: 101);

        Assert.Equal([$"Z-{category}", $"B-{category}", $"a-{category}", $"0-{category}"], Ids(await campaigns.MatchAsync("DIST-001", category)));
    }

    [Fact]
    public async Task A_campaign_matches_only_the_distributors_on_its_whitelist()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"ONE-{category}", category, ["DIST-001"]);
        await campaigns.AddCampaignAsync($"TWO-{category}", category, ["DIST-001", "DIST-002"]);

        Assert.Equal([$"ONE-{category}", $"TWO-{category}"], Ids(await campaigns.MatchAsync("DIST-001", category)));
        Assert.Equal([$"TWO-{category}"], Ids(await campaigns.MatchAsync("DIST-002", category)));
        Assert.Empty(Ids(await campaigns.MatchAsync("dist-001", category)));
    }

    [Fact]
    public async Task A_campaign_for_all_distributors_needs_no_whitelist()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"ALL-{category}", category);

        Assert.Equal([$"ALL-{category}"], Ids(await campaigns.MatchAsync("DIST-NEVER-SEEN", category)));
    }

    [Fact]
    public async Task A_campaign_matches_each_of_its_categories_and_no_other()
    {
        var (first, second, third) = (await campaigns.AddCategoryAsync(), await campaigns.AddCategoryAsync(), await campaigns.AddCategoryAsync());
        await campaigns.AddCampaignAsync($"C-{first}", first);
        await campaigns.ExecuteAsync($"INSERT INTO campaign_categories VALUES ('C-{first}', '{second}')");

        Assert.Equal([$"C-{first}"], Ids(await campaigns.MatchAsync("DIST-001", first)));
        Assert.Equal([$"C-{first}"], Ids(await campaigns.MatchAsync("DIST-001", second)));
        Assert.Empty(Ids(await campaigns.MatchAsync("DIST-001", third)));
    }

    [Fact]
    public async Task A_candidate_shows_its_state_dates_and_zone_whatever_the_clock_says()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"A-{category}", category, state: "paused");
        await campaigns.AddCampaignAsync($"B-{category}", category);
        await campaigns.ExecuteAsync(
            $"""
            UPDATE campaigns SET start_at = '2001-02-03T04:05:06+01', end_at = '2001-12-31T23:59:59Z', time_zone = 'Europe/Vienna',
                activation_days = 0, validity_date = '2002-01-31'
            WHERE id = 'B-{category}'
            """);

        var answer = await campaigns.MatchAsync("DIST-001", category);

        var version = answer.GetProperty("version").GetInt64().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            $$"""
            {"version":{{version}},"reason":null,"candidates":[
            {"campaign_id":"A-{{category}}","state":"paused","start_at":null,"end_at":null,"time_zone":"UTC","activation":null,"validity":null,"limits":null},
            {"campaign_id":"B-{{category}}","state":"active","start_at":"2001-02-03T03:05:06Z","end_at":"2001-12-31T23:59:59Z","time_zone":"Europe/Vienna",
            "activation":{"days_after_issue":0},"validity":{"date":"2002-01-31"},"limits":null
            }]}
            """.ReplaceLineEndings(""),
            answer.GetRawText());
    }

    /// <summary>Berlin is an hour before UTC in winter and two in summer.</summary>
    [Theory]
    [InlineData("validity_date = '2027-03-28'", null, "2027-03-28T22:00:00Z")]
    [InlineData("validity_date = '2027-03-27'", null, "2027-03-27T23:00:00Z")]
    [InlineData("validity_date = '2027-03-28', end_at = '2027-03-28T21:59:59Z'", null, "2027-03-28T21:59:59Z")]
    [InlineData("validity_date = '2027-03-28', end_at = '2027-03-28T22:00:01Z'", null, "2027-03-28T22:00:00Z")]
    [InlineData("validity_date = '2027-03-28', activation_days = 2", null, "2027-03-26T23:00:00Z")]
    [InlineData("validity_date = '2027-03-28', activation_date = '2027-03-28'", null, "2027-03-28T22:00:00Z")]
    [InlineData("activation_date = '2027-03-28'", null, null)]
    [InlineData("activation_date = '2027-03-28', validity_days = 1", "2027-03-26T23:00:00Z", null)]
    [InlineData("activation_date = '2027-03-28', validity_days = 1, start_at = '2027-03-26T22:59:59Z'", "2027-03-26T23:00:00Z", null)]
    [InlineData("activation_date = '2027-03-28', validity_days = 1, start_at = '2027-03-26T23:00:01Z'", "2027-03-26T23:00:01Z", null)]
    [InlineData("activation_days = 1, validity_days = 1, end_at = '2027-03-28T00:00:00Z'", null, "2027-03-28T00:00:00Z")]
    public async Task A_campaign_issues_no_voucher_that_could_never_be_used(string fields, string? start, string? end)
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"C-{category}", category);
        await campaigns.ExecuteAsync($"UPDATE campaigns SET time_zone = 'Europe/Berlin', {fields} WHERE id = 'C-{category}'");

        var candidate = Assert.Single((await campaigns.MatchAsync("DIST-001", category)).GetProperty("candidates").EnumerateArray());

        Assert.Equal((start, end), (candidate.GetProperty("start_at").GetString(), candidate.GetProperty("end_at").GetString()));
    }

    [Fact]
    public async Task An_unknown_category_is_the_reason()
    {
        var answer = await campaigns.MatchAsync("DIST-001", "NO-SUCH-CATEGORY");

        Assert.Equal("unknown_category", Reason(answer));
        Assert.Empty(Ids(answer));
    }

    [Fact]
    public async Task A_category_without_a_campaign_is_the_reason()
    {
        var answer = await campaigns.MatchAsync("DIST-001", await campaigns.AddCategoryAsync());

        Assert.Equal("no_campaign", Reason(answer));
        Assert.Empty(Ids(answer));
    }

    [Fact]
    public async Task A_category_that_has_only_ended_campaigns_has_none()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"ENDED-{category}", category, state: "ended");

        var answer = await campaigns.MatchAsync("DIST-001", category);

        Assert.Equal("no_campaign", Reason(answer));
        Assert.Empty(Ids(answer));
    }

    [Fact]
    public async Task A_whitelist_without_the_distributor_is_the_reason()
    {
        var category = await campaigns.AddCategoryAsync();
        await campaigns.AddCampaignAsync($"C-{category}", category, ["DIST-001"]);

        var answer = await campaigns.MatchAsync("DIST-002", category);

        Assert.Equal("not_whitelisted", Reason(answer));
        Assert.Empty(Ids(answer));
    }

    [Theory]
    [InlineData("PAY")]
    [InlineData("GAM")]
    [InlineData("TRV")]
    [InlineData("MOB")]
    public async Task The_contract_s_categories_exist_from_the_start(string category) =>
        Assert.Equal("no_campaign", Reason(await campaigns.MatchAsync("DIST-001", category)));

    [Fact]
    public async Task An_id_is_never_read_as_SQL() =>
        Assert.Equal("unknown_category", Reason(await campaigns.MatchAsync("' OR true --", "' OR true --")));

    [Theory]
    [InlineData("")]
    [InlineData("distributor_id=DIST-001")]
    [InlineData("category_id=PAY")]
    [InlineData("distributor_id=&category_id=PAY")]
    [InlineData("distributor_id=DIST-001&category_id=")]
    [InlineData("distributor_id=DIST-001&category_id=%20%09")]
    [InlineData("distributor_id=DIST-001&category_id=P%00AY")]
    [InlineData("distributor_id=DIST%0A001&category_id=PAY")]
    [InlineData("distributor_id=DIST-001&distributor_id=DIST-002&category_id=PAY")]
    [InlineData("distributor_id=DIST-001&category_id=PAY&category_id=GAM")]
    public async Task A_malformed_query_is_400(string query)
    {
        using var response = await campaigns.Issuance.GetAsync($"/internal/campaigns/match?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"message":"invalid request"}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(256, HttpStatusCode.OK)]
    [InlineData(257, HttpStatusCode.BadRequest)]
    public async Task An_id_has_256_characters_at_most(int length, HttpStatusCode expected)
    {
        var id = new string('x', length);
        using var asDistributor = await campaigns.Issuance.GetAsync($"/internal/campaigns/match?distributor_id={id}&category_id=PAY");
        using var asCategory = await campaigns.Issuance.GetAsync($"/internal/campaigns/match?distributor_id=DIST-001&category_id={id}");

        Assert.Equal((expected, expected), (asDistributor.StatusCode, asCategory.StatusCode));
    }
}
