using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests.Explain;

public class ExplainCampaignsTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Path = "/internal/campaigns/explain";
    private static readonly DateTime Past = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private Task<JsonElement> ExplainAsync(string category, string distributor = "DIST-001", DateTime? at = null) =>
        campaigns.Issuance.GetFromJsonAsync<JsonElement>(
            $"{Path}?distributor_id={distributor}&category_id={category}{(at is { } time ? $"&at={Time(time)}" : "")}");

    private static JsonElement? Find(JsonElement answer, string id) => answer.GetProperty("campaigns").EnumerateArray()
        .Where(campaign => campaign.GetProperty("campaign_id").GetString() == id).Select(campaign => (JsonElement?)campaign).SingleOrDefault();

    /// <summary>Null where the campaign would serve.</summary>
    private async Task<string?> ReasonAsync(string id, string category, string distributor = "DIST-001", DateTime? at = null) =>
        Find(await ExplainAsync(category, distributor, at), id)!.Value.GetProperty("reason").GetString();

    private async Task MoveAsync(string id, string action)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/{action}");
        response.EnsureSuccessStatusCode();
    }

    private async Task PatchAsync(string id, string body)
    {
        using var response = await campaigns.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{id}", body, "*");
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Makes the log tell that the campaign was created at the past, and changed an hour later each time.</summary>
    private Task BackdateAsync(string id) => campaigns.ExecuteAsync(
        $"""
        UPDATE audit_entries SET at = '{Past:O}'::timestamptz + interval '1 hour' * (
            SELECT count(*) FROM audit_entries earlier WHERE earlier.subject_id = audit_entries.subject_id AND earlier.id < audit_entries.id)
        WHERE subject_id = '{id}';
        UPDATE campaigns SET created_at = '{Past:O}' WHERE id = '{id}'
        """);

    [Theory]
    [InlineData("name", "\"x\"", null)]
    [InlineData("distributors", "[\"DIST-001\"]", null)]
    [InlineData("distributors", "[\"DIST-002\"]", "not_whitelisted")]
    [InlineData("distributors", "[]", "not_whitelisted")]
    [InlineData("categories", "[\"MOB\"]", "other_category")]
    [InlineData("state", "\"paused\"", "paused")]
    [InlineData("start_at", "\"2199-01-01T00:00:00Z\"", "not_started")]
    [InlineData("start_at", "\"2020-01-01T00:00:00Z\"", null)]
    [InlineData("end_at", "\"2020-01-01T00:00:00Z\"", "over")]
    [InlineData("end_at", "\"2199-01-01T00:00:00Z\"", null)]
    [InlineData("validity", """{"date":"2020-01-01"}""", "over")]
    [InlineData("validity", """{"date":"2199-01-01"}""", null)]
    public async Task Each_campaign_has_its_reason(string field, string json, string? reason)
    {
        var category = await campaigns.AddCategoryAsync();
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id, category).With(field, json));

        Assert.Equal(reason, await ReasonAsync(id, category));
    }

    [Fact]
    public async Task An_ended_campaign_is_explained_although_it_matches_no_more()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = await campaigns.CreateAsync(category);
        await MoveAsync(id, "end");

        Assert.Equal("ended", await ReasonAsync(id, category));
        Assert.Equal("no_campaign", (await campaigns.MatchAsync("DIST-001", category)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_would_serve_is_exactly_what_matches_and_may_issue_in_that_order()
    {
        var category = await campaigns.AddCategoryAsync();
        for (var i = 0; i < 6; i++)
            await campaigns.CreateAsync(Draft.Of(Draft.UniqueId(), category).With("priority", $"{i % 3}").With("state", i == 4 ? "\"paused\"" : "\"active\""));

        var explained = (await ExplainAsync(category)).GetProperty("campaigns").EnumerateArray().ToList();
        var matched = (await campaigns.MatchAsync("DIST-001", category)).GetProperty("candidates").EnumerateArray()
            .Where(candidate => candidate.GetProperty("state").GetString() == "active").Select(candidate => candidate.GetProperty("campaign_id").GetString());

        var serving = explained.TakeWhile(campaign => campaign.GetProperty("reason").ValueKind == JsonValueKind.Null).ToList();
        Assert.Equal(matched, serving.Select(campaign => campaign.GetProperty("campaign_id").GetString()));
        Assert.Equal(5, serving.Count);
        Assert.All(explained.Skip(5), campaign => Assert.NotEqual(JsonValueKind.Null, campaign.GetProperty("reason").ValueKind));
    }

    [Fact]
    public async Task The_past_is_told_as_it_was_after_changes_of_all_that_counts()
    {
        var (category, other) = (await campaigns.AddCategoryAsync(), await campaigns.AddCategoryAsync());
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id, category).With("name", "\"At first\""));
        await MoveAsync(id, "pause");
        await MoveAsync(id, "resume");
        await PatchAsync(id, """{"distributors":["DIST-002"]}""");
        await PatchAsync(id, """{"end_at":"2026-01-01T04:30:00Z"}""");
        await PatchAsync(id, $$"""{"categories":["{{other}}"],"name":"At last"}""");
        await MoveAsync(id, "end");
        await BackdateAsync(id);

        Assert.Null(Find(await ExplainAsync(category, at: Past.AddSeconds(-1)), id));
        foreach (var (hour, first, second) in ((double, string?, string?)[])
            [
                (0, null, null), (0.99, null, null), (1, "paused", "paused"), (2, null, null), (3, "not_whitelisted", null), (4, "not_whitelisted", null),
                (4.5, "not_whitelisted", "over"), (5, "other_category", "other_category"), (6, "other_category", "other_category"),
            ])
        {
            var at = Past.AddHours(hour);
            Assert.Equal((hour, first, second), (hour, await ReasonAsync(id, category, "DIST-001", at), await ReasonAsync(id, category, "DIST-002", at)));
        }
        Assert.Equal("ended", await ReasonAsync(id, other, "DIST-002", Past.AddHours(6)));
        Assert.Equal("over", await ReasonAsync(id, other, "DIST-002", Past.AddHours(5)));
        Assert.Equal("At first", Find(await ExplainAsync(category, at: Past), id)!.Value.GetProperty("name").GetString());
        Assert.Equal("At last", Find(await ExplainAsync(category), id)!.Value.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Days_by_which_vouchers_could_not_be_used_count_in_the_past_too()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id, category).With("validity", """{"date":"2026-01-01"}""").With("activation", """{"days_after_issue":0}"""));
        await PatchAsync(id, """{"validity":{"days_after_issue":1},"activation":{"date":"2026-01-09"}}""");
        await BackdateAsync(id);
        await campaigns.ExecuteAsync($"UPDATE audit_entries SET at = '2026-01-05T00:00:00Z' WHERE subject_id = '{id}' AND action = 'campaign.change'");

        foreach (var (day, reason) in ((int, string?)[])[(1, null), (2, "over"), (4, "over"), (5, "not_started"), (7, "not_started"), (8, null)])
            Assert.Equal((day, reason), (day, await ReasonAsync(id, category, at: new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc))));
    }

    [Fact]
    public async Task A_campaign_that_is_older_than_the_log_is_told_as_its_first_change_found_it()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = Draft.UniqueId();
        await campaigns.AddCampaignAsync(id, category, ["DIST-001"], priority: 3);
        await campaigns.ExecuteAsync($"UPDATE campaigns SET created_at = '{Past:O}', start_at = '2026-01-01T02:00:00Z' WHERE id = '{id}'");
        Assert.Equal("not_started", await ReasonAsync(id, category, at: Past.AddHours(1)));
        await PatchAsync(id, """{"distributors":[],"start_at":null,"priority":9}""");

        var explained = Find(await ExplainAsync(category, at: Past.AddHours(1)), id)!.Value;

        Assert.Equal(
            ("not_started", 3, "2026-01-01T02:00:00Z"),
            (explained.GetProperty("reason").GetString(), explained.GetProperty("priority").GetInt32(), explained.GetProperty("start_at").GetString()));
        Assert.Null(await ReasonAsync(id, category, at: Past.AddHours(2)));
        Assert.Equal("not_whitelisted", await ReasonAsync(id, category));
    }

    [Fact]
    public async Task Limits_and_the_zone_are_told_as_they_were_and_the_share_is_the_distributors_own()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id, category).With("time_zone", "\"Europe/Berlin\""));
        await PatchAsync(
            id, """{"limits":{"per_day":50,"fair_share":{"percent":40,"distributors":[{"distributor_id":"DIST-002","percent":9}],"borrow_from":"18:00"}}}""");
        await PatchAsync(id, """{"limits":{"total":7},"time_zone":"America/New_York"}""");
        await BackdateAsync(id);
        await campaigns.ExecuteAsync($"UPDATE audit_entries SET after = after - 'limits' WHERE subject_id = '{id}' AND action = 'campaign.create'");

        foreach (var (at, distributor, zone, limits) in ((DateTime?, string, string, string)[])
            [
                (Past, "DIST-001", "Europe/Berlin", "null"),
                (Past.AddHours(1), "DIST-001", "Europe/Berlin", Limits("null", "50", "40", "\"18:00\"")),
                (Past.AddHours(1), "DIST-002", "Europe/Berlin", Limits("null", "50", "9", "\"18:00\"")),
                (Past.AddHours(2), "DIST-002", "America/New_York", Limits("7", "null", "null", "null")),
                (null, "DIST-001", "America/New_York", Limits("7", "null", "null", "null")),
            ])
        {
            var told = Find(await ExplainAsync(category, distributor, at), id)!.Value;
            Assert.Equal((at, zone, limits), (at, told.GetProperty("time_zone").GetString(), told.GetProperty("limits").GetRawText()));
        }

        static string Limits(string total, string perDay, string percent, string borrowFrom) =>
            $$"""{"total":{{total}},"per_day":{{perDay}},"per_distributor_day":null,"per_terminal_day":null,"share_percent":{{percent}},"borrow_from":{{borrowFrom}}}""";
    }

    [Fact]
    public async Task A_time_to_come_is_told_by_the_present_campaigns_and_its_own_clock()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id, category).With("start_at", "\"2198-01-01T00:00:00Z\"").With("end_at", "\"2199-01-01T00:00:00Z\""));
        await campaigns.ExecuteAsync($"UPDATE campaigns SET priority = 7 WHERE id = '{id}'");

        Assert.Equal("not_started", await ReasonAsync(id, category, at: new DateTime(2197, 12, 31, 23, 59, 59, DateTimeKind.Utc)));
        Assert.Null(await ReasonAsync(id, category, at: new DateTime(2198, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal("over", await ReasonAsync(id, category, at: new DateTime(2199, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.Equal(7, Find(await ExplainAsync(category, at: new DateTime(2198, 1, 1, 0, 0, 0, DateTimeKind.Utc)), id)!.Value.GetProperty("priority").GetInt32());
    }

    [Theory]
    [InlineData("DIST-001", "known")]
    [InlineData("DIST-GONE", "disabled")]
    [InlineData("DIST-NOBODY", "unknown")]
    [InlineData("no%20id", "unknown")]
    [InlineData("MERCH", "not_a_distributor")]
    public async Task It_says_what_became_of_the_distributor(string distributor, string standing) =>
        Assert.Equal(standing, (await ExplainAsync("PAY", distributor)).GetProperty("distributor").GetString());

    [Theory]
    [InlineData("PAY", "known")]
    [InlineData("NOPE", "unknown")]
    public async Task It_says_whether_there_is_the_category(string category, string standing) =>
        Assert.Equal(standing, (await ExplainAsync(category)).GetProperty("category").GetString());

    [Fact]
    public async Task It_says_what_time_it_is_about()
    {
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        Assert.Equal(Time(Past), (await ExplainAsync("PAY", at: Past)).GetProperty("at").GetString());
        Assert.InRange((await ExplainAsync("PAY")).GetProperty("at").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task While_Auth_does_not_tell_the_answer_is_503()
    {
        await using var service = new RunningService<Program>(CampaignsService.Settings(campaigns.ConnectionString, campaigns.Redis));
        using var client = service.CreateClient().WithToken(TestTokens.OfService(Scopes.MatchCampaigns));

        using var response = await client.GetAsync($"{Path}?distributor_id=DIST-001&category_id=PAY");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Theory]
    [InlineData("distributor_id=DIST-001", "category_id")]
    [InlineData("category_id=PAY", "distributor_id")]
    [InlineData("distributor_id=DIST-001&category_id=PAY&at=2026-01-01", "at")]
    [InlineData("distributor_id=DIST-001&category_id=PAY&limit=1", "limit")]
    [InlineData("distributor_id=DIST-001&category_id=P%00", "category_id")]
    public async Task A_wrong_parameter_is_400(string query, string named)
    {
        using var response = await campaigns.Issuance.GetAsync($"{Path}?{query}");

        await Problems.AssertFieldAsync(response, named);
    }
}
