using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.AppHost.Tests.Operators;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Webhooks;

/// <summary>From a till's request to the merchant's system, through the whole platform.</summary>
[Collection(Platform.Name)]
public sealed class DeliveryTests(Platform platform)
{
    [Fact]
    public async Task A_merchant_that_subscribes_hears_of_its_vouchers_signed_and_within_seconds()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var merchant = await SubscribedMerchant.AddAsync(platform, $"{receiver.Address}/vouchers", "voucher_issued");
        var campaign = await platform.Seeder.AddAsync();

        var voucher = (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign);
        var got = Assert.Single(await receiver.WaitForAsync(1, TimeSpan.FromSeconds(5)));

        Assert.True(got.IsSignedWith(merchant.Secret));
        var data = got.Json.GetProperty("data");
        Assert.Equal(
            ("voucher_issued", voucher.Code, campaign.Id, "MERCH-TEST"),
            (got.Json.GetProperty("type").GetString(), data.GetProperty("voucher_code").GetString(), data.GetProperty("campaign_id").GetString(), data.GetProperty("merchant_id").GetString()));
        var deliveries = await Eventually.HoldsAsync(
            () => merchant.Client.GetFromJsonAsync<JsonElement>($"{SubscribedMerchant.Path}/{merchant.SubscriptionId}/deliveries?state=delivered"),
            page => page.GetProperty("items").GetArrayLength() == 1);
        var seen = await platform.Operator.GetFromJsonAsync<JsonElement>($"/admin/v1/subscriptions/deliveries/{deliveries.GetProperty("items")[0].GetProperty("id")}");
        Assert.Equal((got.Id, 1), (seen.GetProperty("message_id").GetString(), seen.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task What_failed_is_sent_again_through_the_gateway_when_the_operator_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var merchant = await SubscribedMerchant.AddAsync(platform, receiver.Address, "campaign_depleted");
        var test = await platform.Operator.PostAsync($"/admin/v1/subscriptions/{merchant.SubscriptionId}/test", new { }, HttpStatusCode.Accepted);
        var path = $"/admin/v1/subscriptions/deliveries/{test.GetProperty("id")}";
        await Eventually.HoldsAsync(() => platform.Operator.GetFromJsonAsync<JsonElement>(path), one => one.GetProperty("state").GetString() == "delivered");

        await platform.Operator.PostAsync($"{path}/redeliver", new { }, HttpStatusCode.Accepted);
        Assert.Single((await receiver.WaitForAsync(2)).Select(got => got.Id).Distinct());
    }
}
