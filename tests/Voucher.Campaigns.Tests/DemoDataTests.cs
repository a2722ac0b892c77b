using System.Net.Http.Json;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Campaigns.Tests;

public class DemoDataTests
{
    [Theory]
    [InlineData("DIST-001", "PAY", "CAMP-BETATHOME-001", "2027-03-31T23:59:59Z")]
    [InlineData("DIST-002", "PAY", "CAMP-BETATHOME-001", "2027-03-31T23:59:59Z")]
    [InlineData("DIST-001", "GAM", "CAMP-STEAM-001", null)]
    [InlineData("DIST-001", "TRV", "CAMP-EMPTY-001", null)]
    [InlineData("DIST-002", "TRV", "CAMP-EMPTY-001", null)]
    [InlineData("DIST-001", "MAG", "CAMP-PAPER-001", null)]
    [InlineData("DIST-002", "MAG", "CAMP-PAPER-001", null)]
    public async Task Development_has_the_demo_campaigns(string distributor, string category, string campaign, string? end)
    {
        await using var service = await StartAsync("Development", await Stores.CreateDatabaseAsync());

        var candidate = Assert.Single((await MatchAsync(service, distributor, category)).GetProperty("candidates").EnumerateArray());
        Assert.Equal((campaign, end), (candidate.GetProperty("campaign_id").GetString(), candidate.GetProperty("end_at").GetString()));
    }

    [Fact]
    public async Task In_Development_Steam_is_closed_to_the_second_distributor()
    {
        await using var service = await StartAsync("Development", await Stores.CreateDatabaseAsync());

        Assert.Equal("not_whitelisted", (await MatchAsync(service, "DIST-002", "GAM")).GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Elsewhere_there_are_none(string environment)
    {
        await using var service = await StartAsync(environment, await Stores.CreateDatabaseAsync());

        Assert.Equal("no_campaign", (await MatchAsync(service, "DIST-001", "PAY")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_restart_leaves_a_demo_campaign_as_the_developer_made_it()
    {
        var database = await Stores.CreateDatabaseAsync();
        await using (var service = await StartAsync("Development", database))
        {
            using var client = service.CreateClient().WithToken(TestTokens.OfOperator());
            using var response = await client.PostAsync("/admin/v1/campaigns/CAMP-STEAM-001/pause", content: null);
            response.EnsureSuccessStatusCode();
        }

        await using var again = await StartAsync("Development", database);
        var candidate = Assert.Single((await MatchAsync(again, "DIST-001", "GAM")).GetProperty("candidates").EnumerateArray());
        Assert.Equal("paused", candidate.GetProperty("state").GetString());
    }

    private static async Task<RunningService<Program>> StartAsync(string environment, string database) =>
        new RunningService<Program>(CampaignsService.Settings(database, await Stores.RedisAsync()), environment);

    private static async Task<JsonElement> MatchAsync(RunningService<Program> service, string distributor, string category)
    {
        using var client = service.CreateClient().WithToken(TestTokens.OfService(Scopes.MatchCampaigns));
        return await client.GetFromJsonAsync<JsonElement>($"/internal/campaigns/match?distributor_id={distributor}&category_id={category}");
    }
}
