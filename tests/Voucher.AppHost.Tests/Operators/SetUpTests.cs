using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Operators;

/// <summary>An operator's whole way through the gateway, from nothing to a till's first voucher.</summary>
[Collection(Platform.Name)]
public sealed class SetUpTests(Platform platform)
{
    private readonly string run = Guid.NewGuid().ToString("N")[..12].ToUpperInvariant();

    [Fact]
    public async Task An_operator_sets_up_a_merchant_a_campaign_a_distributor_and_codes_and_a_till_gets_one()
    {
        var (merchant, distributor, campaign, category) = ($"MERCH-{run}", $"DIST-{run}", $"CAMP-{run}", $"CAT-{run}");
        await platform.Operator.PostAsync("/admin/v1/parties", new { id = merchant, kind = "merchant", name = "A merchant" });
        await platform.Operator.PostAsync("/admin/v1/parties", new { id = distributor, kind = "distributor", name = "A distributor" });
        var token = (await platform.Operator.PostAsync($"/admin/v1/parties/{distributor}/tokens", new { })).GetProperty("token").GetString()!;
        await platform.Operator.PostAsync("/admin/v1/categories", new { id = category, description = "A category" });
        await platform.Operator.PostAsync(
            "/admin/v1/campaigns",
            new { id = campaign, merchant_id = merchant, name = "A campaign", categories = new[] { category }, distributors = new[] { distributor }, time_zone = "Europe/Berlin" });
        Assert.Equal(HttpStatusCode.Conflict, (await AskAsync(distributor, token, category)).Status);

        var codes = OperatorCalls.NewCodes(100_000);
        using var accepted = await platform.Operator.UploadAsync(campaign, codes);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var import = await platform.Operator.LastImportAsync(campaign, import => import.GetProperty("finished_at").ValueKind != JsonValueKind.Null);

        Assert.Equal(("completed", 100_000), (import.StateOf(), import.GetProperty("committed").GetInt64()));
        PosAnswer answer = null!;
        await Eventually.IsTrueAsync(async () => (answer = await AskAsync(distributor, token, category)).Status == HttpStatusCode.OK);
        Assert.Equal(codes[0], answer.Code);
        var explained = await platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/explain?distributor_id={distributor}&category_id={category}");
        Assert.Equal((campaign, true), (explained.GetProperty("items")[0].GetProperty("campaign_id").GetString(), explained.GetProperty("items")[0].GetProperty("would_serve").GetBoolean()));
        var stock = await platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/campaigns/{campaign}/stock");
        Assert.Equal((100_000, 1), (stock.GetProperty("imported").GetInt64(), stock.GetProperty("issued").GetInt64()));
        foreach (var (area, subject) in new[] { ("access", distributor), ("campaigns", campaign), ("codes", campaign) })
        {
            var audit = await platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/audit/{area}?subject={subject}");
            Assert.Equal("OPERATOR-DEMO", audit.GetProperty("items")[0].GetProperty("actor").GetString());
        }
    }

    [Fact]
    public async Task A_request_that_got_nothing_is_found_with_its_reason()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { State = "paused" });
        (await platform.Pos.RequestAsync(campaign)).AssertUnavailable();

        JsonElement items = default;
        await Eventually.IsTrueAsync(async () =>
        {
            var found = await platform.Operator.GetFromJsonAsync<JsonElement>("/admin/v1/declined-requests?distributor_id=DIST-001&terminal_id=AT-998877&reason=paused&limit=200");
            items = found.GetProperty("items");
            return items.EnumerateArray().Any(item => item.GetProperty("category_id").GetString() == campaign.CategoryId);
        });
        Assert.All(items.EnumerateArray(), item => Assert.Equal("paused", item.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_campaign_that_is_changed_serves_by_its_new_terms_within_two_seconds()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1000 });
        (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);

        using var change = new HttpRequestMessage(HttpMethod.Patch, $"/admin/v1/campaigns/{campaign.Id}");
        change.Content = JsonContent.Create(new { distributors = Array.Empty<string>() });
        change.Headers.TryAddWithoutValidation("If-Match", "*");
        using var changed = await platform.Operator.SendAsync(change);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);

        await Eventually.IsTrueAsync(
            async () => (await platform.Pos.RequestAsync(campaign)).Status == HttpStatusCode.Conflict, TimeSpan.FromSeconds(2));
    }

    private Task<PosAnswer> AskAsync(string distributor, string token, string category) =>
        platform.Pos.SendAsync(Encoding.UTF8.GetBytes(Pos.GoodBody(category, distributor).ToJsonString()), request => request.ShowToken(token));
}
