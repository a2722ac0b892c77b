using System.Net;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Voucher.AppHost.Tests.ContractS2;

/// <summary>The voucher resource, from the till's sale to the merchant's redemption, as each partner calls it: by the key of the contract.</summary>
[Collection(Platform.Name)]
public sealed class VoucherResourceTests(Platform platform)
{
    private const string Offer = "CAMP-BETATHOME-001";
    private const string Merchant = "MERCH-BETATHOME";

    private async Task<(HttpStatusCode Status, string? Type, string Text)> CallAsync(
        string method, string path, string? key, string? accept = null, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        if (key is not null)
            request.Headers.Add("X-ADILITY-API-KEY", key);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await platform.Gateway.SendAsync(request);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A voucher of the merchant, as a till of DIST-001 gets it: its code and its id.</summary>
    private async Task<(string Code, string Id)> SellAsync()
    {
        while (true)
        {
            var sale = await platform.Pos.SendAsync(Pos.GoodBody("PAY").ToJsonString());
            Assert.Equal(HttpStatusCode.OK, sale.Status);
            if (sale.Json.GetProperty("campaign_id").GetString() != Offer)
                continue;
            var found = await CallAsync("GET", $"/distribution/advertisers/{Merchant}/vouchers/{sale.Code}", Distributor.First.Token);
            return (sale.Code, JsonElement.Parse(found.Text).GetProperty("id").GetString()!);
        }
    }

    [Fact]
    public async Task What_a_till_sold_is_shown_printed_and_redeemed_once()
    {
        var (code, id) = await SellAsync();

        var given = await CallAsync("GET", $"/distribution/offers/{Offer}/vouchers/{id}", Distributor.First.Token);
        Assert.Equal(HttpStatusCode.OK, given.Status);
        var voucher = JsonElement.Parse(given.Text);
        Assert.Equal((code, "acquired"), (voucher.GetProperty("redemption_code").GetString(), voucher.GetProperty("status").GetString()));
        foreach (var (link, type) in new[] { ("barcode", "image/png"), ("print_url", "text/html") })
        {
            var address = new Uri(voucher.GetProperty(link).GetString()!);
            Assert.Equal(platform.Gateway.BaseAddress!.Authority, address.Authority);
            var opened = await CallAsync("GET", address.PathAndQuery, key: null);
            Assert.Equal((HttpStatusCode.OK, type), (opened.Status, opened.Type));
            if (type == "text/html")
                Assert.Contains("<svg", opened.Text, StringComparison.Ordinal);
        }

        var redeemed = await CallAsync(
            "PUT", $"/submission/advertisers/{Merchant}/vouchers/{code}", "demo-merchant-betathome", "application/xml", "<voucher><status>redeemed</status></voucher>", "text/xml");
        Assert.Equal((HttpStatusCode.OK, "application/xml"), (redeemed.Status, redeemed.Type));
        var xml = XDocument.Parse(redeemed.Text).Root!;
        Assert.Equal((id, "redeemed", Distributor.First.Id), (xml.Element("id")!.Value, xml.Element("status")!.Value, xml.Element("distributor")!.Element("id")!.Value));
        Assert.NotEqual("", xml.Element("distributor")!.Element("name")!.Value);

        var again = await CallAsync("PUT", $"/submission/offers/{Offer}/vouchers/{id}", "demo-merchant-betathome");
        Assert.Equal((HttpStatusCode.Conflict, """{"message":"voucher unavailable","errors":{"status":"already redeemed"}}"""), (again.Status, again.Text));
        var list = await CallAsync("GET", $"/submission/offers/{Offer}/vouchers?status=redeemed&limit=1", "demo-merchant-betathome");
        Assert.Contains("\"status\":\"redeemed\"", list.Text, StringComparison.Ordinal);
        var printed = await CallAsync("GET", new Uri(voucher.GetProperty("print_url").GetString()!).PathAndQuery, key: null);
        Assert.Contains("Redeemed on ", printed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", printed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_learns_of_a_voucher()
    {
        var (code, id) = await SellAsync();
        foreach (var (path, key) in new[]
        {
            ($"/submission/offers/{Offer}/vouchers/{id}", "demo-merchant-steam"), ($"/submission/advertisers/{Merchant}/vouchers/{code}", "demo-merchant-steam"),
            ($"/distribution/offers/{Offer}/vouchers/{id}", Distributor.Second.Token), ($"/submission/offers/{Offer}/vouchers/V999999-1", "demo-merchant-betathome"),
        })
        {
            var told = await CallAsync("PUT", path, key);
            Assert.Equal((HttpStatusCode.NotFound, """{"message":"not found"}"""), (told.Status, told.Text));
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await CallAsync("PUT", $"/submission/offers/{Offer}/vouchers/{id}", Distributor.First.Token)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync("PUT", $"/submission/offers/{Offer}/vouchers/{id}", "nobody")).Status);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("PUT", $"/submission/offers/{Offer}/vouchers/{id}", "demo-merchant-betathome", body: """{"status":"cancelled"}""")).Status);
    }
}
