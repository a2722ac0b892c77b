using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests.Catalogue;

public class ChangeCampaignTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private Task<HttpResponseMessage> PatchAsync(string id, string body, string? ifMatch = "*") =>
        campaigns.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{id}", body, ifMatch);

    private async Task<JsonElement> ChangeAsync(string id, string body)
    {
        using var response = await PatchAsync(id, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public async Task What_is_named_changes_and_the_rest_stays()
    {
        var id = Draft.UniqueId();
        var before = await campaigns.CreateAsync(Draft.Of(id).With("value", "\"5.00\"").With("currency", "\"EUR\"").With("product_id", "\"P-1\""));

        using var response = await PatchAsync(id, """{"name":"Renamed","priority":1,"product_id":null}""", "\"1\"");

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (response.StatusCode, response.Headers.ETag?.Tag));
        var expected = JsonNode.Parse(before.GetRawText())!.AsObject();
        (expected["name"], expected["priority"], expected["product_id"], expected["revision"]) = ("Renamed", 1, null, 2);
        var after = await response.Content.ReadFromJsonAsync<JsonElement>();
        expected["version"] = after.GetProperty("version").GetInt64();
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(after.GetRawText())), after.GetRawText());
        Assert.True(JsonElement.DeepEquals(after, await campaigns.ShowAsync(id)));
    }

    [Fact]
    public async Task A_change_reaches_matches_of_the_version_that_is_told()
    {
        var (first, second) = (await campaigns.AddCategoryAsync(), await campaigns.AddCategoryAsync());
        var id = await campaigns.CreateAsync(first);
        await using var notices = await NoticeListener.StartAsync(campaigns.Redis);

        var answer = await ChangeAsync(
            id, $$"""{"categories":["{{second}}"],"distributors":["DIST-002"],"validity":{"days_after_issue":9},"end_at":"2099-01-01T00:00:00Z"}""");

        Assert.Equal("no_campaign", (await campaigns.MatchAsync("DIST-002", first)).GetProperty("reason").GetString());
        Assert.Equal("not_whitelisted", (await campaigns.MatchAsync("DIST-001", second)).GetProperty("reason").GetString());
        var match = await campaigns.MatchAsync("DIST-002", second);
        var candidate = Assert.Single(match.GetProperty("candidates").EnumerateArray());
        Assert.Equal(
            ("2099-01-01T00:00:00Z", """{"days_after_issue":9}"""),
            (candidate.GetProperty("end_at").GetString(), candidate.GetProperty("validity").GetRawText()));
        var version = match.GetProperty("version").GetInt64();
        Assert.Equal(version, answer.GetProperty("version").GetInt64());
        Assert.Equal([version], await notices.UntilAsync(version));
    }

    [Fact]
    public async Task A_whitelist_becomes_all_and_a_list_again()
    {
        var id = await campaigns.CreateAsync();

        Assert.Equal("""["DIST-001","DIST-002"]""", (await ChangeAsync(id, """{"distributors":["DIST-002","DIST-001"]}""")).GetProperty("distributors").GetRawText());
        Assert.Equal("\"all\"", (await ChangeAsync(id, """{"distributors":"all"}""")).GetProperty("distributors").GetRawText());
        Assert.Equal("[]", (await ChangeAsync(id, """{"distributors":[]}""")).GetProperty("distributors").GetRawText());
    }

    [Fact]
    public async Task A_whitelist_that_was_left_by_hand_under_all_does_not_come_back()
    {
        var category = await campaigns.AddCategoryAsync();
        var id = await campaigns.CreateAsync(category);
        await campaigns.ExecuteAsync($"INSERT INTO campaign_distributors VALUES ('{id}', 'DIST-002')");

        await ChangeAsync(id, """{"distributors":[]}""");

        Assert.Equal("not_whitelisted", (await campaigns.MatchAsync("DIST-002", category)).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"A campaign"}""")]
    [InlineData("""{"categories":["PAY"],"distributors":"all","start_at":null,"value":null,"priority":100,"time_zone":"UTC"}""")]
    public async Task A_change_that_changes_nothing_keeps_the_revision_and_leaves_no_trace(string body)
    {
        var id = await campaigns.CreateAsync();
        var before = await campaigns.VersionAsync();

        var answer = await ChangeAsync(id, body);

        Assert.Equal(1, answer.GetProperty("revision").GetInt64());
        Assert.Equal(before, await campaigns.VersionAsync());
        Assert.Single(await campaigns.AuditAsync(id));
    }

    [Fact]
    public async Task The_same_members_in_another_order_are_no_change()
    {
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id).With("categories", """["TRV","PAY"]""").With("distributors", """["DIST-002","DIST-001"]"""));

        var answer = await ChangeAsync(id, """{"categories":["PAY","TRV"],"distributors":["DIST-001","DIST-002"]}""");

        Assert.Equal(1, answer.GetProperty("revision").GetInt64());
    }

    [Fact]
    public async Task The_log_has_the_campaign_before_and_after()
    {
        var id = Draft.UniqueId();
        var before = await campaigns.CreateAsync(Draft.Of(id));
        var after = await ChangeAsync(id, """{"name":"Renamed"}""");

        var entry = (await campaigns.AuditAsync(id))[^1];
        Assert.Equal(("OPERATOR", "campaign.change"), (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString()));
        Assert.True(JsonElement.DeepEquals(before, entry.GetProperty("before")), entry.GetRawText());
        Assert.True(JsonElement.DeepEquals(after, entry.GetProperty("after")), entry.GetRawText());
    }

    [Theory]
    [InlineData("""{"id":"OTHER"}""", "id", "Cannot be changed")]
    [InlineData("""{"state":"ended"}""", "state", "/end")]
    [InlineData("""{"created_at":"2026-01-01T00:00:00Z"}""", "created_at", "Unknown field")]
    [InlineData("""{"version":1}""", "version", "Unknown field")]
    [InlineData("""{"nmae":"x"}""", "nmae", "Unknown field")]
    [InlineData("""{"name":null}""", "name", "not be null")]
    [InlineData("""{"merchant_id":null}""", "merchant_id", "not be null")]
    [InlineData("""{"categories":null}""", "categories", "not be null")]
    [InlineData("""{"distributors":null}""", "distributors", "not be null")]
    [InlineData("""{"time_zone":null}""", "time_zone", "not be null")]
    [InlineData("""{"priority":null}""", "priority", "not be null")]
    [InlineData("""{"acquisition":null}""", "acquisition", "not be null")]
    [InlineData("""{"product_format":null}""", "product_format", "not be null")]
    [InlineData("""{"name":7}""", "name", "a text")]
    [InlineData("""{"categories":["PAY","PAY"]}""", "categories", "twice")]
    [InlineData("""{"categories":["NOPE"]}""", "categories", "no category 'NOPE'")]
    [InlineData("""{"distributors":["DIST-NOBODY"]}""", "distributors", "no distributor")]
    [InlineData("""{"merchant_id":"DIST-001"}""", "merchant_id", "no merchant")]
    [InlineData("""{"end_at":"2026-11-30T00:00:00Z"}""", "end_at", "after start_at")]
    [InlineData("""{"value":"7"}""", "currency", "required with a value")]
    [InlineData("""{"currency":"EUR"}""", "value", "required with a currency")]
    [InlineData("""{"validity":{"date":"2026-11-30"}}""", "validity", "first day, 2026-12-01")]
    [InlineData("""{"activation":{"days_after_issue":31}}""", "validity", "before activation")]
    [InlineData("""{"time_zone":"Mars/Olympus"}""", "time_zone", "IANA")]
    public async Task A_wrong_value_is_400_names_its_field_and_changes_nothing(string body, string named, string remedy)
    {
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id).With("start_at", "\"2026-12-01T00:00:00Z\"").With("validity", """{"days_after_issue":30}"""));

        using var response = await PatchAsync(id, body);

        await Problems.AssertFieldAsync(response, named, remedy);
        Assert.Equal(1, (await campaigns.ShowAsync(id)).GetProperty("revision").GetInt64());
        Assert.Single(await campaigns.AuditAsync(id));
    }

    [Fact]
    public async Task A_party_that_was_disabled_may_stay_but_not_come()
    {
        var id = Draft.UniqueId();
        var (merchant, distributor) = ($"MERCH-{id}", $"DIST-{id}");
        campaigns.Auth.Set(merchant, "merchant");
        campaigns.Auth.Set(distributor, "distributor");
        await campaigns.CreateAsync(Draft.Of(id).With("merchant_id", $"\"{merchant}\"").With("distributors", $"[\"{distributor}\"]"));
        campaigns.Auth.Set(merchant, "merchant", "disabled");
        campaigns.Auth.Set(distributor, "distributor", "disabled");

        await ChangeAsync(id, $$"""{"merchant_id":"{{merchant}}","distributors":["{{distributor}}","DIST-001"],"name":"Renamed"}""");
        await ChangeAsync(id, """{"distributors":["DIST-001"]}""");

        using var response = await PatchAsync(id, $$"""{"distributors":["{{distributor}}"]}""");
        await Problems.AssertFieldAsync(response, "distributors", "disabled");
    }

    [Fact]
    public async Task While_Auth_is_away_only_what_names_no_party_can_be_changed()
    {
        await using var service = new RunningService<Program>(CampaignsService.Settings(campaigns.ConnectionString, campaigns.Redis));
        using var client = service.CreateClient().WithToken(TestTokens.OfOperator());
        var id = await campaigns.CreateAsync();

        async Task<HttpResponseMessage> PatchThereAsync(string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"/admin/v1/campaigns/{id}") { Content = new StringContent(body, null, "application/json") };
            request.Headers.Add("If-Match", "*");
            return await client.SendAsync(request);
        }

        using var named = await PatchThereAsync("""{"name":"Renamed","distributors":["DIST-001"]}""");
        await Problems.AssertProblemAsync(named, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("A campaign", (await campaigns.ShowAsync(id)).GetProperty("name").GetString());
        using var unnamed = await PatchThereAsync("""{"name":"Renamed","distributors":"all"}""");
        Assert.Equal(HttpStatusCode.OK, unnamed.StatusCode);
    }

    [Fact]
    public async Task An_ended_campaign_can_still_be_corrected_and_stays_ended()
    {
        var id = await campaigns.CreateAsync();
        using var end = await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/end");

        Assert.Equal("ended", (await ChangeAsync(id, """{"name":"Renamed"}""")).GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("CAMP-NO-SUCH")]
    [InlineData("%27%20OR%20true")]
    public async Task An_unknown_campaign_is_404(string id)
    {
        using var changed = await PatchAsync(id, """{"name":"x"}""");
        using var shown = await campaigns.Operator.GetAsync($"/admin/v1/campaigns/{id}");

        await Problems.AssertProblemAsync(changed, HttpStatusCode.NotFound);
        await Problems.AssertProblemAsync(shown, HttpStatusCode.NotFound);
    }
}
