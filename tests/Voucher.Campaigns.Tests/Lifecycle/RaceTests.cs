using System.Net;
using System.Text.Json;

namespace Voucher.Campaigns.Tests.Lifecycle;

public class RaceTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private Task<HttpResponseMessage> PostAsync(string id, string action, string? ifMatch = null) =>
        campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/{action}", ifMatch: ifMatch);

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    /// <summary>Each entry begins where the one before it ended, and the last one ends where the campaign is.</summary>
    private async Task<string[]> AssertLogIsAChainAsync(string id)
    {
        var entries = await campaigns.AuditAsync(id);
        for (var i = 1; i < entries.Length; i++)
            Assert.True(JsonElement.DeepEquals(entries[i - 1].GetProperty("after"), entries[i].GetProperty("before")));
        Assert.True(JsonElement.DeepEquals(await campaigns.ShowAsync(id), entries[^1].GetProperty("after")));
        return [.. entries.Select(entry => Text(entry, "action")!)];
    }

    [Fact]
    public async Task Of_a_pause_and_an_end_at_once_the_campaign_ends_and_the_log_has_what_happened()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = await campaigns.CreateAsync();

            var responses = await Task.WhenAll(PostAsync(id, "pause"), PostAsync(id, "end"));

            Assert.Equal(HttpStatusCode.OK, responses[1].StatusCode);
            Assert.Equal("ended", Text(await campaigns.ShowAsync(id), "state"));
            var actions = await AssertLogIsAChainAsync(id);
            Assert.Equal(
                responses[0].IsSuccessStatusCode ? ["campaign.create", "campaign.pause", "campaign.end"] : ["campaign.create", "campaign.end"], actions);
            Assert.True(responses[0].StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict);
            foreach (var response in responses)
                response.Dispose();
        }
    }

    [Fact]
    public async Task With_the_same_ETag_a_pause_and_an_end_at_once_are_one_200_and_one_412()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = await campaigns.CreateAsync();

            var responses = await Task.WhenAll(PostAsync(id, "pause", "\"1\""), PostAsync(id, "end", "\"1\""));

            Assert.Equal([HttpStatusCode.OK, HttpStatusCode.PreconditionFailed], responses.Select(response => response.StatusCode).Order());
            await AssertLogIsAChainAsync(id);
            foreach (var response in responses)
                response.Dispose();
        }
    }

    [Fact]
    public async Task Changes_moves_and_changes_by_hand_at_once_neither_deadlock_nor_lose_one()
    {
        const int Rounds = 20;
        var id = await campaigns.CreateAsync();

        async Task RepeatAsync(Func<int, Task> work)
        {
            for (var round = 1; round <= Rounds; round++)
                await work(round);
        }

        async Task PatchAsync(string body)
        {
            using var response = await campaigns.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{id}", body, "*");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        async Task MoveAsync(string action)
        {
            using var response = await PostAsync(id, action);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await Task.WhenAll(
            RepeatAsync(round => PatchAsync($$"""{"name":"Round {{round}}"}""")),
            RepeatAsync(round => PatchAsync($$"""{"priority":{{round}}}""")),
            RepeatAsync(round => PatchAsync(round % 2 == 0 ? """{"distributors":"all"}""" : """{"distributors":["DIST-001"]}""")),
            RepeatAsync(round => MoveAsync(round % 2 == 0 ? "resume" : "pause")),
            RepeatAsync(_ => campaigns.ExecuteAsync($"UPDATE campaigns SET product_id = coalesce(product_id, '') || '+' WHERE id = '{id}'")));

        var campaign = await campaigns.ShowAsync(id);
        Assert.Equal(($"Round {Rounds}", "all", "active", new string('+', Rounds)),
            (Text(campaign, "name"), Text(campaign, "distributors"), Text(campaign, "state"), Text(campaign, "product_id")));
        Assert.Equal((Rounds, 1 + (5 * Rounds)), (campaign.GetProperty("priority").GetInt32(), campaign.GetProperty("revision").GetInt32()));
        Assert.Equal(1 + (4 * Rounds), (await campaigns.AuditAsync($"{id}&limit=200")).Length);
    }
}
