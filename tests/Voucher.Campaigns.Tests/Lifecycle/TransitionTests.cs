using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests.Lifecycle;

public class TransitionTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private static string UniqueId() => $"CAMP-{Guid.NewGuid():N}";

    private Task<HttpResponseMessage> PostAsync(string id, string action, HttpClient? client = null) =>
        (client ?? campaigns.Operator).PostAsync($"/admin/v1/campaigns/{id}/{action}", content: null);

    private async Task<string?> StateAsync(string id, string category) =>
        (await campaigns.MatchAsync("DIST-001", category)).GetProperty("candidates").EnumerateArray()
            .Where(candidate => candidate.GetProperty("campaign_id").GetString() == id)
            .Select(candidate => candidate.GetProperty("state").GetString()).SingleOrDefault();

    [Theory]
    [InlineData("pause", "active", "paused")]
    [InlineData("resume", "paused", "active")]
    [InlineData("end", "active", "ended")]
    [InlineData("end", "paused", "ended")]
    public async Task A_campaign_moves_and_the_answer_has_the_version_that_knows_it(string action, string from, string to)
    {
        var id = UniqueId();
        await campaigns.AddCampaignAsync(id, "PAY", state: from);
        var before = await campaigns.VersionAsync();

        using var response = await PostAsync(id, action);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((id, to), (answer.GetProperty("id").GetString(), answer.GetProperty("state").GetString()));
        Assert.Equal(before + 1, answer.GetProperty("version").GetInt64());
        Assert.Equal(before + 1, await campaigns.VersionAsync());
        Assert.Equal(to == "ended" ? null : to, await StateAsync(id, "PAY"));
    }

    [Fact]
    public async Task Each_move_is_told_over_Redis_and_a_refused_one_is_not()
    {
        var id = UniqueId();
        await campaigns.AddCampaignAsync(id, "PAY");
        await using var notices = await NoticeListener.StartAsync(campaigns.Redis);

        using var paused = await PostAsync(id, "pause");
        using var refused = await PostAsync(id, "pause");
        using var resumed = await PostAsync(id, "resume");

        var version = await campaigns.VersionAsync();
        Assert.Equal([version - 1, version], await notices.UntilAsync(version));
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
    }

    [Theory]
    [InlineData("pause", "paused")]
    [InlineData("pause", "ended")]
    [InlineData("resume", "active")]
    [InlineData("resume", "ended")]
    [InlineData("end", "ended")]
    public async Task A_move_from_the_wrong_state_is_409_and_changes_nothing(string action, string state)
    {
        var id = UniqueId();
        await campaigns.AddCampaignAsync(id, "PAY", state: state);
        var before = await campaigns.VersionAsync();

        using var response = await PostAsync(id, action);

        await Problems.AssertProblemAsync(response, HttpStatusCode.Conflict);
        Assert.Equal(before, await campaigns.VersionAsync());
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("end")]
    public async Task An_unknown_campaign_is_404(string action)
    {
        var before = await campaigns.VersionAsync();

        using var response = await PostAsync("CAMP-NO-SUCH", action);

        await Problems.AssertProblemAsync(response, HttpStatusCode.NotFound);
        Assert.Equal(before, await campaigns.VersionAsync());
    }

    [Fact]
    public async Task Of_many_pauses_at_once_one_pauses()
    {
        var id = UniqueId();
        await campaigns.AddCampaignAsync(id, "PAY");
        var before = await campaigns.VersionAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(id, "pause")));

        Assert.Equal(1, responses.Count(response => response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(9, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(before + 1, await campaigns.VersionAsync());
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task Without_Redis_a_pause_succeeds_and_raises_the_version()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = new RunningService<Program>(CampaignsService.Settings(campaigns.ConnectionString, redis.ConnectionString));
        using var client = service.CreateClient().WithToken(TestTokens.OfOperator());
        var id = UniqueId();
        await campaigns.AddCampaignAsync(id, "PAY");
        await redis.StopAsync();
        var before = await campaigns.VersionAsync();

        using var response = await PostAsync(id, "pause", client).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(before + 1, await campaigns.VersionAsync());
    }

    [Theory]
    [InlineData("pause", "active")]
    [InlineData("resume", "paused")]
    [InlineData("end", "active")]
    [InlineData("end", "paused")]
    public async Task Who_shows_the_ETag_that_he_saw_moves_only_that_state(string action, string from)
    {
        var id = UniqueId();
        await campaigns.AddCampaignAsync(id, "PAY", state: from);

        using var stale = await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/{action}", ifMatch: "\"7\"");
        using var fresh = await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/{action}", ifMatch: "\"1\"");

        await Problems.AssertProblemAsync(stale, HttpStatusCode.PreconditionFailed);
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (fresh.StatusCode, fresh.Headers.ETag?.Tag));
        Assert.True(JsonElement.DeepEquals(await fresh.Content.ReadFromJsonAsync<JsonElement>(), await campaigns.ShowAsync(id)));
    }

    [Fact]
    public async Task The_log_has_each_move_once_and_no_refused_one()
    {
        var id = await campaigns.CreateAsync();
        foreach (var action in (string[])["pause", "pause", "resume", "resume", "end", "end", "resume", "pause"])
            (await PostAsync(id, action)).Dispose();

        Assert.Equal(
            [("campaign.create", null, "active"), ("campaign.pause", "active", "paused"), ("campaign.resume", "paused", "active"), ("campaign.end", "active", "ended")],
            (await campaigns.AuditAsync(id)).Select(entry => (
                entry.GetProperty("action").GetString()!,
                entry.GetProperty("before") is { ValueKind: JsonValueKind.Object } before ? before.GetProperty("state").GetString() : null,
                entry.GetProperty("after").GetProperty("state").GetString())));
    }

    [Fact]
    public async Task What_is_sent_along_with_a_move_is_refused_rather_than_passed_over()
    {
        var id = await campaigns.CreateAsync();

        using var query = await PostAsync(id, "pause?until=2027-01-01");
        using var body = await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/pause", new { reason = "holiday" });

        await Problems.AssertFieldAsync(query, "until");
        await Problems.AssertFieldAsync(body, "reason");
        Assert.Equal("active", (await campaigns.ShowAsync(id)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task There_is_no_other_move()
    {
        var id = await campaigns.CreateAsync();
        using var response = await PostAsync(id, "restart");

        await Problems.AssertProblemAsync(response, HttpStatusCode.NotFound);
    }
}
