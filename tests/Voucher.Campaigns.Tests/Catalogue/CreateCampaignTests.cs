using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests.Catalogue;

public class CreateCampaignTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Path = "/admin/v1/campaigns";

    private static readonly string[] Optional =
    [
        "categories", "distributors", "start_at", "end_at", "time_zone", "priority", "value", "currency", "activation", "validity", "acquisition",
        "product_format", "product_id", "bundle_item_id", "terms", "limits", "state",
    ];

    private Task<HttpResponseMessage> PostAsync(JsonObject draft) => campaigns.SendAsync(HttpMethod.Post, Path, draft);

    [Fact]
    public async Task A_campaign_with_every_field_is_answered_as_it_was_sent_and_shown_so_again()
    {
        var id = Draft.UniqueId();
        var sent = JsonNode.Parse(
            $$$"""
            {"id":"{{{id}}}","merchant_id":"MERCH","name":"Free bet, 10 €","categories":["GAM","PAY"],"distributors":["DIST-001","DIST-002"],
             "start_at":"2026-11-30T23:00:00Z","end_at":"2027-03-31T21:59:59Z","time_zone":"Europe/Berlin","priority":7,"value":"10.00","currency":"EUR",
             "activation":{"date":"2026-12-01"},"validity":{"days_after_issue":30},"acquisition":"bought","product_format":"paper",
             "product_id":"BET-10","bundle_item_id":"BUNDLE-3","terms":"One voucher for each customer.\n\nNot to be paid out in cash.",
             "limits":{"total":100000,"per_day":5000,"per_distributor_day":2000,"per_terminal_day":20,
              "fair_share":{"percent":40,"distributors":[{"distributor_id":"DIST-001","percent":60}],"borrow_from":"18:00"}},"state":"paused"}
            """)!.AsObject();

        using var response = await PostAsync(sent);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal(($"{Path}/{id}", "\"1\""), (response.Headers.Location?.ToString(), response.Headers.ETag?.Tag));
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        Assert.True(JsonNode.DeepEquals(answer, JsonNode.Parse((await campaigns.ShowAsync(id)).GetRawText())), answer.ToJsonString());
        Assert.InRange(answer["created_at"]!.GetValue<DateTimeOffset>(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.Equal(1, answer["revision"]!.GetValue<int>());
        Assert.True(answer["version"]!.GetValue<long>() <= await campaigns.VersionAsync());
        foreach (var own in (string[])["created_at", "revision", "version"])
            answer.Remove(own);
        Assert.True(JsonNode.DeepEquals(sent, answer), answer.ToJsonString());
    }

    [Fact]
    public async Task What_is_not_said_has_its_default()
    {
        var answer = await campaigns.CreateAsync(Draft.Of(Draft.UniqueId()));

        Assert.Equal(
            """["PAY"] "all" null null "UTC" 100 null null null null "free" "digital" null null null null "active" """.TrimEnd(),
            string.Join(' ', Optional.Select(field => answer.GetProperty(field).GetRawText())));
    }

    [Fact]
    public async Task A_new_campaign_is_among_the_matches_of_the_version_that_its_notice_told()
    {
        var category = await campaigns.AddCategoryAsync();
        await using var notices = await NoticeListener.StartAsync(campaigns.Redis);
        var created = await campaigns.CreateAsync(Draft.Of(Draft.UniqueId(), category).With("distributors", """["DIST-001"]"""));

        var match = await campaigns.MatchAsync("DIST-001", category);

        Assert.Equal(created.GetProperty("id").GetString(), match.GetProperty("candidates").EnumerateArray().Single().GetProperty("campaign_id").GetString());
        var version = match.GetProperty("version").GetInt64();
        Assert.Equal(version, (await notices.UntilAsync(version))[^1]);
        Assert.True(created.GetProperty("version").GetInt64() <= version);
        Assert.Equal("not_whitelisted", (await campaigns.MatchAsync("DIST-002", category)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_campaign_for_an_empty_list_of_distributors_is_open_to_none()
    {
        var category = await campaigns.AddCategoryAsync();
        var created = await campaigns.CreateAsync(Draft.Of(Draft.UniqueId(), category).With("distributors", "[]"));

        Assert.Equal("[]", created.GetProperty("distributors").GetRawText());
        Assert.Equal("not_whitelisted", (await campaigns.MatchAsync("DIST-001", category)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_log_has_who_created_it_and_the_campaign_as_it_was_answered()
    {
        var id = Draft.UniqueId();
        var created = await campaigns.CreateAsync(Draft.Of(id));

        var entry = Assert.Single(await campaigns.AuditAsync(id));
        Assert.Equal(
            ("OPERATOR", "campaign.create", "campaign"),
            (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString(), entry.GetProperty("subject_kind").GetString()));
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("before").ValueKind);
        Assert.True(JsonElement.DeepEquals(created, entry.GetProperty("after")), entry.GetRawText());
    }

    [Fact]
    public async Task An_id_that_is_taken_is_409_and_changes_nothing()
    {
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id));
        var before = await campaigns.VersionAsync();

        using var response = await PostAsync(Draft.Of(id).With("name", "\"Another\""));

        Assert.Contains(id, await Problems.AssertProblemAsync(response, HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal("A campaign", (await campaigns.ShowAsync(id)).GetProperty("name").GetString());
        Assert.Equal(before, await campaigns.VersionAsync());
        Assert.Single(await campaigns.AuditAsync(id));
    }

    [Fact]
    public async Task Of_many_that_create_one_id_at_once_one_does()
    {
        var id = Draft.UniqueId();

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => PostAsync(Draft.Of(id).With("priority", $"{i}"))));

        var winner = Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.True(JsonElement.DeepEquals(await winner.Content.ReadFromJsonAsync<JsonElement>(), await campaigns.ShowAsync(id)));
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task A_long_whitelist_is_asked_for_in_parts_that_Auth_takes()
    {
        var ids = Enumerable.Range(0, 1_000).Select(i => $"DIST-LONG-{i:D4}").ToArray();
        foreach (var distributor in ids)
            campaigns.Auth.Set(distributor, PrincipalKinds.Distributor);
        var asked = campaigns.Auth.Questions.Count();

        var created = await campaigns.CreateAsync(Draft.Of(Draft.UniqueId()).With("distributors", JsonSerializer.Serialize(ids)));

        Assert.Equal(1_000, created.GetProperty("distributors").GetArrayLength());
        Assert.Equal([500, 500, 1], campaigns.Auth.Questions.Skip(asked));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(403, "")]
    [InlineData(200, "[]")]
    [InlineData(200, "{}")]
    [InlineData(200, "<html>")]
    public async Task While_Auth_does_not_tell_the_answer_is_503_and_nothing_is_created(int status, string text)
    {
        await using var auth = await AuthDouble.StartAsync();
        await using var service = new RunningService<Program>(
            CampaignsService.Settings(campaigns.ConnectionString, campaigns.Redis, auth.Address));
        using var client = service.CreateClient().WithToken(TestTokens.OfOperator());
        auth.Misbehave = (status, text);
        var id = Draft.UniqueId();

        using var response = await client.PostAsJsonAsync(Path, Draft.Of(id));
        await Problems.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable);
        using var missing = await client.GetAsync($"{Path}/{id}");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        auth.Misbehave = null;
        using var again = await client.PostAsJsonAsync(Path, Draft.Of(id));
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task While_nobody_listens_at_Auths_address_the_answer_is_503()
    {
        await using var service = new RunningService<Program>(CampaignsService.Settings(campaigns.ConnectionString, campaigns.Redis));
        using var client = service.CreateClient().WithToken(TestTokens.OfOperator());

        using var response = await client.PostAsJsonAsync(Path, Draft.Of(Draft.UniqueId()));

        await Problems.AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable);
    }
}
