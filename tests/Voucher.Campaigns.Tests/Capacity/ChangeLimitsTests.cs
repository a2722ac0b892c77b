using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests.Capacity;

public class ChangeLimitsTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private const string Full =
        """{"total":100000,"per_day":5000,"per_distributor_day":2000,"per_terminal_day":20,"fair_share":{"percent":40,"distributors":[{"distributor_id":"DIST-001","percent":60},{"distributor_id":"DIST-002","percent":7}],"borrow_from":"18:00"}}""";

    private Task<HttpResponseMessage> PatchAsync(string id, string limits) =>
        campaigns.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{id}", $$"""{"limits":{{limits}}}""", "*");

    private async Task<JsonElement> ChangeAsync(string id, string limits)
    {
        using var response = await PatchAsync(id, limits);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> CreateAsync(string limits = Full)
    {
        var id = Draft.UniqueId();
        await campaigns.CreateAsync(Draft.Of(id).With("limits", limits));
        return id;
    }

    private async Task<string> LimitsAsync(string id) => (await campaigns.ShowAsync(id)).GetProperty("limits").GetRawText();

    [Fact]
    public async Task Limits_are_replaced_as_a_whole_and_null_removes_them()
    {
        var id = await CreateAsync();

        var replaced = await ChangeAsync(id, """{"per_terminal_day":5}""");
        Assert.Equal(
            """{"total":null,"per_day":null,"per_distributor_day":null,"per_terminal_day":5,"fair_share":null}""", replaced.GetProperty("limits").GetRawText());
        Assert.Equal(replaced.GetProperty("limits").GetRawText(), await LimitsAsync(id));

        Assert.Equal("null", (await ChangeAsync(id, "null")).GetProperty("limits").GetRawText());
        Assert.Equal("null", await LimitsAsync(id));
    }

    [Fact]
    public async Task A_change_of_something_else_leaves_them()
    {
        var id = await CreateAsync();

        using var changed = await campaigns.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{id}", """{"name":"Renamed"}""", "*");
        using var moved = await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/pause");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (changed.StatusCode, moved.StatusCode));
        Assert.Equal(Full, await LimitsAsync(id));
    }

    [Fact]
    public async Task The_same_limits_in_another_order_are_no_change()
    {
        var id = await CreateAsync();

        var answer = await ChangeAsync(
            id,
            """
            {"fair_share":{"borrow_from":"18:00","distributors":[{"percent":7,"distributor_id":"DIST-002"},{"percent":60,"distributor_id":"DIST-001"}],"percent":40},
             "per_terminal_day":20,"per_distributor_day":2000,"per_day":5000,"total":100000}
            """);

        Assert.Equal(1, answer.GetProperty("revision").GetInt64());
        Assert.Single(await campaigns.AuditAsync(id));
    }

    [Fact]
    public async Task A_change_raises_the_version_and_is_told_and_in_the_log()
    {
        var id = await CreateAsync();
        var before = await campaigns.VersionAsync();
        await using var notices = await NoticeListener.StartAsync(campaigns.Redis);

        var answer = await ChangeAsync(id, """{"total":7}""");

        var version = await campaigns.VersionAsync();
        Assert.True(version > before);
        Assert.Equal(version, answer.GetProperty("version").GetInt64());
        Assert.Equal([version], await notices.UntilAsync(version));
        var entry = (await campaigns.AuditAsync(id))[^1];
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Full), entry.GetProperty("before").GetProperty("limits")), entry.GetRawText());
        Assert.True(JsonElement.DeepEquals(answer, entry.GetProperty("after")), entry.GetRawText());
    }

    [Theory]
    [InlineData("{}", "limits", "set limits to null")]
    [InlineData("""{"fair_share":{"percent":50}}""", "limits.per_day", "fair share")]
    [InlineData("""{"per_day":1,"fair_share":{"percent":50,"distributors":[{"distributor_id":"DIST-NOBODY","percent":1}]}}""", "limits.fair_share.distributors", "no distributor")]
    public async Task Wrong_limits_change_nothing(string limits, string named, string remedy)
    {
        var id = await CreateAsync();

        using var response = await PatchAsync(id, limits);

        await Problems.AssertFieldAsync(response, named, remedy);
        Assert.Equal(Full, await LimitsAsync(id));
        Assert.Single(await campaigns.AuditAsync(id));
    }

    [Fact]
    public async Task A_distributor_that_was_disabled_may_keep_its_share_but_get_none()
    {
        var distributor = $"DIST-{Guid.NewGuid():N}";
        string LimitsWith(int percent) =>
            $$$"""{"per_day":9,"fair_share":{"percent":40,"distributors":[{"distributor_id":"{{{distributor}}}","percent":{{{percent}}}}]}}""";
        campaigns.Auth.Set(distributor, "distributor");
        var id = await CreateAsync(LimitsWith(50));
        campaigns.Auth.Set(distributor, "distributor", "disabled");

        await ChangeAsync(id, LimitsWith(60));
        await ChangeAsync(id, "null");

        using var response = await PatchAsync(id, LimitsWith(60));
        await Problems.AssertFieldAsync(response, "limits.fair_share.distributors", $"'{distributor}' is disabled");
    }

    [Fact]
    public async Task While_Auth_is_away_only_limits_that_name_no_distributor_can_be_set()
    {
        await using var service = new RunningService<Program>(CampaignsService.Settings(campaigns.ConnectionString, campaigns.Redis));
        using var client = service.CreateClient().WithToken(TestTokens.OfOperator());
        var id = await CreateAsync("null");

        async Task<HttpStatusCode> PatchThereAsync(string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, $"/admin/v1/campaigns/{id}") { Content = new StringContent(body, null, "application/json") };
            request.Headers.Add("If-Match", "*");
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PatchThereAsync($$"""{"limits":{{Full}}}"""));
        Assert.Equal("null", await LimitsAsync(id));
        Assert.Equal(HttpStatusCode.OK, await PatchThereAsync("""{"limits":{"per_day":9,"fair_share":{"percent":40}}}"""));
    }

    [Theory]
    [InlineData("""5""")]
    [InlineData("""null""")]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{"total":null}""")]
    [InlineData("""{"total":0}""")]
    [InlineData("""{"total":-1}""")]
    [InlineData("""{"total":1.5}""")]
    [InlineData("""{"total":5.0}""")]
    [InlineData("""{"total":1000000001}""")]
    [InlineData("""{"total":"5"}""")]
    [InlineData("""{"total":[5]}""")]
    [InlineData("""{"total":5,"per_hour":5}""")]
    [InlineData("""{"per_day":5,"fair_share":5}""")]
    [InlineData("""{"per_day":5,"fair_share":{}}""")]
    [InlineData("""{"total":5,"fair_share":{"percent":40,"distributors":[]}}""")]
    [InlineData("""{"total":5,"per_day":null,"fair_share":{"percent":40,"distributors":[]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"distributors":[]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":101,"distributors":[]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":{}}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":["DIST-001"]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[{"percent":5}]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[{"distributor_id":"DIST-001"}]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[{"distributor_id":"","percent":5}]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[{"distributor_id":"A","percent":0}]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[{"distributor_id":"A","percent":5,"x":1}]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[{"distributor_id":"A","percent":5},{"distributor_id":"A","percent":6}]}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[],"borrow_from":"24:00"}}""")]
    [InlineData("""{"per_day":5,"fair_share":{"percent":40,"distributors":[],"borrow_from":1800}}""")]
    public async Task By_hand_too_no_limits_are_set_that_operators_could_not_set(string limits)
    {
        var id = await CreateAsync("null");

        await Assert.ThrowsAsync<PostgresException>(() => campaigns.ExecuteAsync($"UPDATE campaigns SET limits = '{limits}' WHERE id = '{id}'"));
    }

    [Theory]
    [InlineData("""{"total":1000000000}""", """{"total":1000000000,"per_day":null,"per_distributor_day":null,"per_terminal_day":null,"fair_share":null}""")]
    [InlineData(
        """{"per_day":1,"fair_share":{"percent":100,"distributors":[{"distributor_id":"A","percent":1},{"distributor_id":"B","percent":1}]}}""",
        """{"total":null,"per_day":1,"per_distributor_day":null,"per_terminal_day":null,"fair_share":{"percent":100,"distributors":[{"distributor_id":"A","percent":1},{"distributor_id":"B","percent":1}],"borrow_from":null}}""")]
    public async Task Limits_that_were_set_by_hand_are_shown(string limits, string shown)
    {
        var id = await CreateAsync("null");

        await campaigns.ExecuteAsync($"UPDATE campaigns SET limits = '{limits}' WHERE id = '{id}'");

        Assert.Equal(shown, await LimitsAsync(id));
    }
}
