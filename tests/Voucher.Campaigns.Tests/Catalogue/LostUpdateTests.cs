using System.Net;

namespace Voucher.Campaigns.Tests.Catalogue;

public class LostUpdateTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    private Task<HttpResponseMessage> PatchAsync(string id, string body, string? ifMatch) =>
        campaigns.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{id}", body, ifMatch);

    [Theory]
    [InlineData(null, HttpStatusCode.PreconditionRequired, "ETag")]
    [InlineData("\"1\"", HttpStatusCode.PreconditionFailed, "\"2\"")]
    [InlineData("\"3\"", HttpStatusCode.PreconditionFailed, "\"2\"")]
    [InlineData("W/\"2\"", HttpStatusCode.PreconditionFailed, "\"2\"")]
    [InlineData("2", HttpStatusCode.PreconditionFailed, "\"2\"")]
    [InlineData("", HttpStatusCode.PreconditionFailed, "\"2\"")]
    public async Task A_missing_or_stale_If_Match_changes_nothing_and_tells_the_remedy(string? ifMatch, HttpStatusCode expected, string remedy)
    {
        var id = await campaigns.CreateAsync();
        using var second = await PatchAsync(id, """{"name":"Second"}""", "\"1\"");

        using var response = await PatchAsync(id, """{"name":"Third"}""", ifMatch);

        Assert.Contains(remedy, await Problems.AssertProblemAsync(response, expected), StringComparison.Ordinal);
        Assert.Equal("Second", (await campaigns.ShowAsync(id)).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_change_by_hand_makes_the_ETag_stale_too()
    {
        var id = await campaigns.CreateAsync();
        await campaigns.ExecuteAsync($"UPDATE campaigns SET priority = 3 WHERE id = '{id}'");

        using var response = await PatchAsync(id, """{"name":"Late"}""", "\"1\"");

        await Problems.AssertProblemAsync(response, HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Of_two_that_saw_the_same_state_one_changes_it_and_the_other_learns_of_it()
    {
        for (var round = 0; round < 20; round++)
        {
            var id = await campaigns.CreateAsync();

            var responses = await Task.WhenAll(
                PatchAsync(id, """{"name":"One"}""", "\"1\""), PatchAsync(id, """{"priority":1}""", "\"1\""));

            Assert.Equal(
                [HttpStatusCode.OK, HttpStatusCode.PreconditionFailed],
                responses.Select(response => response.StatusCode).Order());
            Assert.Equal(2, (await campaigns.ShowAsync(id)).GetProperty("revision").GetInt64());
            Assert.Equal(2, (await campaigns.AuditAsync(id)).Length);
            foreach (var response in responses)
                response.Dispose();
        }
    }
}
