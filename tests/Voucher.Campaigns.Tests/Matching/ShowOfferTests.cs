using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Voucher.Campaigns.Tests.Matching;

/// <summary>What Issuance is told of a campaign's vouchers.</summary>
public sealed class ShowOfferTests(CampaignsService campaigns) : IClassFixture<CampaignsService>
{
    [Fact]
    public async Task An_offer_is_told_whatever_the_campaigns_state_and_with_the_version_of_the_change()
    {
        var id = Draft.UniqueId();
        var draft = Draft.Of(id);
        (draft["name"], draft["value"], draft["currency"], draft["acquisition"], draft["product_format"]) = ("Free bet", "10.00", "EUR", "bought", "paper");
        (draft["product_id"], draft["bundle_item_id"], draft["terms"], draft["time_zone"]) = ("BET-10", "BUNDLE-3", "One.\nTwo.", "Europe/Berlin");
        var created = await campaigns.CreateAsync(draft);
        await campaigns.SendAsync(HttpMethod.Post, $"/admin/v1/campaigns/{id}/end", null);

        var answer = await AskAsync($"campaign_id={id}");

        Assert.Equal(
            $$"""{"campaign_id":"{{id}}","merchant_id":"{{created.GetProperty("merchant_id").GetString()}}","name":"Free bet","time_zone":"Europe/Berlin","value":"10.00","currency":"EUR","acquisition":"bought","product_format":"paper","product_id":"BET-10","bundle_item_id":"BUNDLE-3","terms":"One.\nTwo."}""",
            answer.GetProperty("offer").GetRawText());
        Assert.True(answer.GetProperty("version").GetInt64() > created.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task A_campaign_that_there_is_not_has_no_offer_but_a_version()
    {
        var answer = await AskAsync("campaign_id=CAMP-NOBODYS");
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("offer").ValueKind);
        Assert.InRange(answer.GetProperty("version").GetInt64(), 1, await campaigns.VersionAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("campaign_id=")]
    [InlineData("campaign_id=A&campaign_id=B")]
    [InlineData("campaign_id=%00")]
    public async Task Wrong_questions_are_400(string query)
    {
        using var response = await campaigns.Issuance.GetAsync($"/internal/campaigns/offer?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Nobody_but_a_service_is_told()
    {
        using var response = await campaigns.Operator.GetAsync("/internal/campaigns/offer?campaign_id=A");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private Task<JsonElement> AskAsync(string query) =>
        campaigns.Issuance.GetFromJsonAsync<JsonElement>($"/internal/campaigns/offer?{query}");
}
