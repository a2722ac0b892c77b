using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.AppHost.Tests.Documentation;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Operators;

/// <summary>What an operator allows is what tills get.</summary>
[Collection(Platform.Name)]
public sealed class LimitTests(Platform platform)
{
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(2);

    /// <summary>The second distributor has had one voucher before the limits are set.</summary>
    [Theory]
    [InlineData("""{"total":3}""", 2, "limit_total")]
    [InlineData("""{"per_day":3}""", 2, "limit_day")]
    [InlineData("""{"per_day":9,"per_distributor_day":3}""", 3, "limit_distributor")]
    [InlineData("""{"total":9,"per_terminal_day":3}""", 3, "limit_terminal")]
    [InlineData("""{"per_day":7,"fair_share":{"percent":1,"distributors":[{"distributor_id":"DIST-001","percent":50}]}}""", 3, "limit_share")]
    public async Task A_till_gets_what_a_limit_leaves_and_the_operator_is_told_which_limit_it_was(string limits, int expected, string reason)
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 20, DistributorIds = [Distributor.First.Id, Distributor.Second.Id] });
        (await AskAsync(campaign, Distributor.Second)).AssertIssued(campaign);
        await ChangeAsync(campaign, limits);

        for (var voucher = 0; voucher < expected; voucher++)
            (await AskAsync(campaign, Distributor.First)).AssertIssued(campaign);
        (await AskAsync(campaign, Distributor.First)).AssertUnavailable();

        Assert.Equal(reason, await ExplainAsync(campaign));
        await Eventually.IsTrueAsync(async () => await DeclinedAsync(campaign, reason));
        await ChangeAsync(campaign, "null");
        await Eventually.IsTrueAsync(async () => (await AskAsync(campaign, Distributor.First)).Status == HttpStatusCode.OK, Reach);
    }

    private Task<PosAnswer> AskAsync(SeededCampaign campaign, Distributor distributor) => platform.Pos.SendAsync(
        Encoding.UTF8.GetBytes(Pos.GoodBody(campaign.CategoryId, distributor.Id).ToJsonString()), request => request.ShowToken(distributor.Token));

    private async Task ChangeAsync(SeededCampaign campaign, string limits)
    {
        var change = new JsonObject { ["limits"] = JsonNode.Parse(limits), ["time_zone"] = ZoneWhereItIsNoon() };
        using var answer = await platform.Operator.SendAsync(HttpMethod.Patch, $"/admin/v1/campaigns/{campaign.Id}", change, "*");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>So that no day ends while the test runs.</summary>
    private static string ZoneWhereItIsNoon() => $"Etc/GMT{DateTimeOffset.UtcNow.Hour - 12:+0;-0;+0}";

    private async Task<string?> ExplainAsync(SeededCampaign campaign)
    {
        var explained = await platform.Operator.GetFromJsonAsync<JsonElement>(
            $"/admin/v1/explain?distributor_id=DIST-001&category_id={campaign.CategoryId}&terminal_id=AT-998877&limit=200");
        return explained.GetProperty("items").EnumerateArray()
            .Single(item => item.GetProperty("campaign_id").GetString() == campaign.Id).GetProperty("reason").GetString();
    }

    private async Task<bool> DeclinedAsync(SeededCampaign campaign, string reason)
    {
        var found = await platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/declined-requests?distributor_id=DIST-001&reason={reason}&limit=200");
        return found.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("category_id").GetString() == campaign.CategoryId);
    }
}
