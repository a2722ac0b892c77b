using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Explain;

public sealed class ExplainRequestTests : IAsyncLifetime
{
    private const string Path = "/admin/v1/explain?distributor_id=DIST-001&category_id=PAY";

    private IssuanceService service = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        service = await IssuanceService.StartAsync();
        client = service.ClientWith(TestTokens.OfOperator());
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await service.DisposeAsync();
    }

    private static object Verdict(string id, string? reason = null, int priority = 100) => new
    {
        campaign_id = id,
        name = $"Name of {id}",
        priority,
        reason,
        start_at = "2027-01-01T00:00:00Z",
        end_at = "2026-01-01T00:00:00Z",
        time_zone = "Europe/Berlin",
        limits = (object?)null,
    };

    /// <summary>Lets Campaigns give these verdicts, to whatever question.</summary>
    private void Answer(params object[] verdicts) => service.Campaigns.Explain = _ =>
        JsonSerializer.Serialize(new { distributor = "known", category = "known", at = "2026-11-22T10:00:00Z", campaigns = verdicts });

    private async Task<JsonElement[]> ItemsAsync(string path = Path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(path)).GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement item, string field) => item.GetProperty(field).GetString();

    private static string Now(int secondsAgo) =>
        DateTimeOffset.UtcNow.AddSeconds(-secondsAgo).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Campaigns_that_would_serve_come_first_in_their_order_and_then_the_others()
    {
        var (first, second, empty) = (await service.AddCampaignAsync(1), await service.AddCampaignAsync(1), await service.AddCampaignAsync(0));
        Answer(Verdict("A-PAUSED", "paused", 1), Verdict(second, priority: 3), Verdict(empty, priority: 2), Verdict(first, priority: 2), Verdict("Z-OTHER", "other_category", 1));

        var items = await ItemsAsync();

        Assert.Equal(
            [(first, true, null, 1), (second, true, null, 2), ("A-PAUSED", false, "paused", 3), ("Z-OTHER", false, "other_category", 4), (empty, false, "no_codes", 5)],
            items.Select(item => (
                Text(item, "campaign_id")!, item.GetProperty("would_serve").GetBoolean(), Text(item, "reason"), item.GetProperty("position").GetInt32())));
        Assert.Equal($"Name of {first}", Text(items[0], "name"));
    }

    [Theory]
    [InlineData("other_category", "It is not of the category.")]
    [InlineData("not_whitelisted", "It is not open to the distributor.")]
    [InlineData("paused", "An operator has paused it.")]
    [InlineData("ended", "An operator has ended it for good.")]
    [InlineData("not_started", "It begins at 2027-01-01T00:00:00Z.")]
    [InlineData("over", "It was over at 2026-01-01T00:00:00Z.")]
    public async Task Each_reason_is_told_in_a_sentence(string reason, string sentence)
    {
        Answer(Verdict("CAMP", reason));

        var item = Assert.Single(await ItemsAsync());

        Assert.Equal((reason, sentence, false), (Text(item, "reason"), Text(item, "detail"), item.GetProperty("would_serve").GetBoolean()));
    }

    [Fact]
    public async Task A_campaign_serves_until_its_last_code_is_issued()
    {
        var campaign = await service.AddCampaignAsync(2);
        Answer(Verdict(campaign));
        using var pos = service.ClientOf("DIST-001");

        for (var left = 2; left > 0; left--)
        {
            Assert.True((await ItemsAsync())[0].GetProperty("would_serve").GetBoolean(), $"With {left} codes left it would not serve.");
            using var response = await IssuanceService.RequestAsync(pos, "DIST-001", campaign);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        var item = Assert.Single(await ItemsAsync());
        Assert.Equal(("no_codes", "It has no codes left; import or generate more."), (Text(item, "reason"), Text(item, "detail")));
        using var declined = await IssuanceService.RequestAsync(pos, "DIST-001", campaign);
        Assert.Equal(HttpStatusCode.Conflict, declined.StatusCode);
    }

    [Fact]
    public async Task Codes_that_were_withdrawn_serve_nobody()
    {
        var campaign = await service.AddCampaignAsync(3);
        Answer(Verdict(campaign));
        await service.ReadAsync<int>("UPDATE pools SET issued_through = 3 WHERE campaign_id = @campaign RETURNING 1", new { campaign });

        Assert.Equal("no_codes", Text(Assert.Single(await ItemsAsync()), "reason"));
    }

    [Fact]
    public async Task A_campaign_with_codes_needs_no_Redis_to_be_explained()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var lonely = await IssuanceService.StartAsync(redis.ConnectionString);
        var campaign = await lonely.AddCampaignAsync(1);
        lonely.Campaigns.Explain = _ => JsonSerializer.Serialize(
            new { distributor = "known", category = "known", at = "2026-11-22T10:00:00Z", campaigns = new[] { Verdict(campaign) } });
        await redis.StopAsync();
        using var asOperator = lonely.ClientWith(TestTokens.OfOperator());

        var answer = await asOperator.GetFromJsonAsync<JsonElement>(Path);

        Assert.True(answer.GetProperty("items")[0].GetProperty("would_serve").GetBoolean());
    }

    [Theory]
    [InlineData(30, "no_codes")]
    [InlineData(300, null)]
    [InlineData(-300, null)]
    public async Task Lack_of_codes_is_a_reason_of_the_present_only(int secondsAgo, string? reason)
    {
        Answer(Verdict("CAMP-EMPTY"));

        Assert.Equal(reason, Text(Assert.Single(await ItemsAsync($"{Path}&at={Now(secondsAgo)}")), "reason"));
    }

    [Fact]
    public async Task Campaigns_is_asked_for_what_the_operator_asked_for_and_its_standing_is_passed_on()
    {
        string? asked = null;
        service.Campaigns.Explain = query =>
        {
            asked = query;
            return """{"distributor":"disabled","category":"unknown","at":"2026-03-31T21:59:59Z","campaigns":[]}""";
        };

        var answer = await client.GetFromJsonAsync<JsonElement>(
            "/admin/v1/explain?distributor_id=DIST%20%26%3D&category_id=P%C3%84Y&at=2026-03-31T23:59:59%2B02:00");

        Assert.Equal("?distributor_id=DIST%20%26%3D&category_id=P%C3%84Y&at=2026-03-31T21:59:59Z", asked);
        Assert.Equal(
            """{"distributor":"disabled","category":"unknown","at":"2026-03-31T21:59:59Z","items":[],"next_cursor":null}""", answer.GetRawText());
    }

    [Fact]
    public async Task Pages_follow_each_other_and_go_on_counting()
    {
        var serving = await service.AddCampaignAsync(1);
        Answer([Verdict(serving), .. Enumerable.Range(0, 5).Select(i => Verdict($"CAMP-{i}", "paused", 5 - i))]);
        var (seen, cursor) = (new List<(int, string?)>(), "");

        while (cursor is not null)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{Path}&limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => (item.GetProperty("position").GetInt32(), Text(item, "campaign_id"))));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal([(1, serving), (2, "CAMP-4"), (3, "CAMP-3"), (4, "CAMP-2"), (5, "CAMP-1"), (6, "CAMP-0")], seen);
    }

    [Theory]
    [InlineData("", "distributor_id", "category_id")]
    [InlineData("distributor_id=DIST-001", "category_id")]
    [InlineData("distributor_id=&category_id=PAY", "distributor_id")]
    [InlineData("distributor_id=D%00&category_id=PAY", "distributor_id")]
    [InlineData("distributor_id=A&distributor_id=B&category_id=PAY", "distributor_id")]
    [InlineData("distributor_id=A&category_id=PAY&terminal_id=", "terminal_id")]
    [InlineData("distributor_id=A&category_id=PAY&terminal_id=%00", "terminal_id")]
    [InlineData("distributor_id=A&category_id=PAY&terminal_id=1&terminal_id=2", "terminal_id")]
    [InlineData("distributor_id=A&category_id=PAY&at=yesterday", "at")]
    [InlineData("distributor_id=A&category_id=PAY&at=2026-03-31T23:59:59", "at")]
    [InlineData("distributor_id=A&category_id=PAY&when=now", "when")]
    [InlineData("distributor_id=A&category_id=PAY&limit=0", "limit")]
    [InlineData("distributor_id=A&category_id=PAY&cursor=***", "cursor")]
    [InlineData("distributor_id=A&category_id=PAY&cursor=QQ", "cursor")]
    [InlineData("distributor_id=A&category_id=PAY&cursor=Mh8xMDAfQ0FNUA", "cursor")]
    [InlineData("distributor_id=A&category_id=PAY&cursor=MR9tYW55H0NBTVA", "cursor")]
    public async Task A_wrong_parameter_is_400(string query, params string[] named)
    {
        using var response = await client.GetAsync($"/admin/v1/explain?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(named, errors.EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData(503, "{}")]
    [InlineData(null, "{}")]
    [InlineData(null, "[]")]
    [InlineData(null, """{"distributor":"known","category":"known","at":"2026-11-22T10:00:00Z","campaigns":null}""")]
    [InlineData(null, """{"distributor":"known","category":"known","at":"2026-11-22T10:00:00Z","campaigns":[{"campaign_id":"A","name":"A","priority":1,"reason":null,"start_at":null,"end_at":null}]}""")]
    public async Task While_Campaigns_does_not_explain_the_answer_is_503(int? status, string text)
    {
        service.Campaigns.FailWith = status;
        service.Campaigns.Explain = _ => text;

        using var response = await client.GetAsync(Path);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/admin/v1/explain")]
    [InlineData("/admin/v1/declined-requests")]
    public async Task Without_a_token_the_answer_is_401_and_with_a_partners_403(string path)
    {
        using var anonymous = service.CreateClient();
        using var partner = service.ClientOf("DIST-001");

        using var unauthorized = await anonymous.GetAsync(path);
        using var forbidden = await partner.GetAsync(path);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (unauthorized.StatusCode, forbidden.StatusCode));
    }
}
