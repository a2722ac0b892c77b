using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.Issuance.Tests.Resource;

public sealed class ChangeVoucherTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "application/json")]
    [InlineData(" \r\n\t", "application/json")]
    [InlineData("", "application/xml")]
    [InlineData("", null)]
    [InlineData("""{"status":"redeemed"}""", "application/json")]
    [InlineData("\uFEFF{\"status\":\"redeemed\"}", "Application/JSON; charset=\"UTF-8\"")]
    [InlineData("""{"status":"redeemed","id":7,"distributor":{"id":"x"},"customer_name":null}""", "application/json")]
    [InlineData("<voucher><status>redeemed</status></voucher>", "application/xml")]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\"?><!-- x --><voucher a='b'>\n <id/><distributor><id>1</id></distributor>\n <status>\n redeemed </status><customer_name></customer_name></voucher>", "text/xml; charset=utf-8")]
    public async Task A_put_redeems_when_its_body_is_empty_or_says_so(string? body, string? type)
    {
        using var shop = await Shop.OpenAsync(service);
        foreach (var pathOf in (Func<string, string>[])[shop.InOffer, shop.OfAdvertiser])
        {
            var path = pathOf(await shop.IssueAsync());
            var told = await shop.AsMerchant.PutAsync(path, body, type);

            Assert.True(told.Status == HttpStatusCode.OK, told.Text);
            Assert.Equal(("redeemed", "", ""), (told["status"], told["cancelled_at"], told["customer_name"]));
            Assert.Matches("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", told["redeemed_at"]);
            Assert.Equal(told.Text, (await shop.AsMerchant.ReadAsync(path)).Text);
        }
    }

    [Theory]
    [InlineData("""{"status":"cancelled"}""", "application/json")]
    [InlineData("<voucher><status><![CDATA[cancelled]]></status></voucher>", "application/xml")]
    public async Task A_put_cancels_below_the_offer_and_is_400_below_the_advertiser(string body, string type)
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync();
        Assert.NotNull((await shop.AsMerchant.PutAsync(shop.OfAdvertiser(id), body, type)).AssertError(HttpStatusCode.BadRequest, "invalid request", "status"));
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);

        var told = await shop.AsMerchant.PutAsync(shop.InOffer(id), body, type);
        Assert.Equal((HttpStatusCode.OK, "cancelled", ""), (told.Status, told["status"], told["redeemed_at"]));
        Assert.Equal(told.Text, (await shop.AsMerchant.ReadAsync(shop.InOffer(id))).Text);
    }

    [Theory]
    [InlineData("redeemed_at = issued_at", "already redeemed")]
    [InlineData("cancelled_at = issued_at", "cancelled")]
    [InlineData("expires_at = issued_at + interval '1 day'", "expired")]
    [InlineData("confirm_by = now() + interval '1 hour'", "not confirmed")]
    public async Task Only_an_acquired_voucher_changes_and_the_reason_is_named(string set, string why)
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync(set: $", {set}");
        foreach (var status in (string[])["redeemed", "cancelled"])
        {
            var body = $$"""{"status":"{{status}}"}""";
            Assert.Equal(why, (await shop.AsMerchant.PutAsync(shop.InOffer(id), body)).AssertError(HttpStatusCode.Conflict, "voucher unavailable", "status"));
            Assert.Equal(why, (await shop.AsDistributor.PutAsync(shop.GivenOut(id), body)).AssertError(HttpStatusCode.Conflict, "voucher unavailable", "status"));
        }
        var asXml = await shop.AsMerchant.PutAsync(shop.InOffer(id), null, null, "text/xml");
        Assert.Equal($"""<?xml version="1.0" encoding="utf-8"?><error><message>voucher unavailable</message><errors><field name="status">{why}</field></errors></error>""", asXml.Text);
        Assert.Equal(1, await service.ReadAsync<int>($"SELECT count(*) FROM issued_vouchers WHERE campaign_id = @Campaign AND ended_by IS NULL", new { shop.Campaign }));
    }

    [Fact]
    public async Task What_cannot_be_used_yet_is_not_redeemed()
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync(set: ", usable_from = now() + interval '1 day'");
        Assert.Equal("not yet active", (await shop.AsMerchant.PutAsync(shop.InOffer(id))).AssertError(HttpStatusCode.Conflict, "voucher unavailable", "status"));
    }

    [Theory]
    [InlineData("""{"status":"acquired"}""", "status")]
    [InlineData("""{"status":"Redeemed"}""", "status")]
    [InlineData("""{"status":""}""", "status")]
    [InlineData("""{"status":null}""", "status")]
    [InlineData("""{"status":["redeemed"]}""", "status")]
    [InlineData("""{}""", "status")]
    [InlineData("""{"customer_name":"Ada"}""", "status")]
    [InlineData("""{"status":"redeemed","customer_name":7}""", "customer_name")]
    [InlineData("""{"status":"redeemed","customer_name":"a\u0000b"}""", "customer_name")]
    [InlineData("""{"status":"redeemed","customer_name":"\ud800"}""", "customer_name")]
    [InlineData("""{"status":"redeemed","status":"cancelled"}""", "body")]
    [InlineData("""{"status":"redeemed",}""", "body")]
    [InlineData("""{"status":"redeemed"} // now""", "body")]
    [InlineData("""["redeemed"]""", "body")]
    [InlineData("null", "body")]
    [InlineData("<voucher><status>redeemed</status></voucher>", "body")]
    public async Task A_body_of_json_that_says_nothing_that_can_be_done_is_400_and_changes_nothing(string body, string field)
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync();
        Assert.NotNull((await shop.AsMerchant.PutAsync(shop.InOffer(id), body)).AssertError(HttpStatusCode.BadRequest, "invalid request", field));
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Fact]
    public async Task A_customers_name_is_kept_on_redemption_and_on_nothing_else()
    {
        using var shop = await Shop.OpenAsync(service);
        var ids = await shop.IssueAsync([Shop.NewCode(), Shop.NewCode(), Shop.NewCode()]);
        var name = string.Concat(Enumerable.Repeat("🧾", 256));
        var told = await shop.AsMerchant.PutAsync(shop.InOffer(ids[0]), $$"""{"status":"redeemed","customer_name":"{{name}}"}""");
        Assert.Equal((HttpStatusCode.OK, name), (told.Status, told["customer_name"]));
        Assert.Equal(name, (await shop.AsMerchant.ReadAsync(shop.InOffer(ids[0]), "application/xml")).Xml.Element("customer_name")!.Value);
        var cancelled = await shop.AsMerchant.PutAsync(shop.InOffer(ids[1]), """{"status":"cancelled","customer_name":"Ada"}""");
        Assert.Equal((HttpStatusCode.OK, ""), (cancelled.Status, cancelled["customer_name"]));
        var tooLong = $"<voucher><status>redeemed</status><customer_name>{name}x</customer_name></voucher>";
        Assert.NotNull((await shop.AsMerchant.PutAsync(shop.InOffer(ids[2]), tooLong, "application/xml")).AssertError(HttpStatusCode.BadRequest, "invalid request", "customer_name"));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/xml")]
    public async Task What_was_read_can_be_put_back_and_does_what_its_status_says(string type)
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync();
        var read = (await shop.AsMerchant.ReadAsync(shop.InOffer(id), type)).Text;
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.AsMerchant.PutAsync(shop.InOffer(id), read, type)).Status);

        var changed = await shop.AsMerchant.PutAsync(shop.InOffer(id), read.Replace("acquired<", "redeemed<", StringComparison.Ordinal).Replace("\"acquired\"", "\"redeemed\"", StringComparison.Ordinal), type, type);
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await shop.AsMerchant.PutAsync(shop.InOffer(id), changed.Text, type)).Status);
    }

    [Fact]
    public async Task Of_a_hundred_that_redeem_or_cancel_one_voucher_at_once_exactly_one_succeeds()
    {
        using var shop = await Shop.OpenAsync(service);
        var code = Shop.NewCode();
        var id = await shop.IssueAsync(code: code);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => (i % 4) switch
        {
            0 => shop.AsMerchant.PutAsync(shop.InOffer(id)),
            1 => shop.AsMerchant.PutAsync(shop.OfAdvertiser(code), "<voucher><status>redeemed</status></voucher>", "text/xml"),
            2 => shop.AsMerchant.PutAsync(shop.InOffer(id), """{"status":"cancelled"}"""),
            _ => shop.AsDistributor.PutAsync(shop.GivenOut(id)),
        }));

        var done = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        var why = done["status"] == "redeemed" ? "already redeemed" : "cancelled";
        Assert.All(answers.Where(answer => answer != done), answer => Assert.Equal(why, answer.AssertError(HttpStatusCode.Conflict, "voucher unavailable", "status")));
        Assert.Equal(done["status"], (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Fact]
    public async Task Both_forms_say_the_same()
    {
        using var shop = await Shop.OpenAsync(service, offer => offer with { BundleItemId = "<&>\"'\u00e4" });
        var id = await shop.IssueAsync(code: "<&>\"' ]]> CODE");
        await shop.AsMerchant.PutAsync(shop.InOffer(id), """{"status":"redeemed","customer_name":"Ä <b>&amp;</b>  \uffff"}""");
        foreach (var (client, path) in new[] { (shop.AsMerchant, shop.InOffer(id)), (shop.AsDistributor, shop.GivenOut(id)) })
        {
            var json = JsonNode.Parse((await client.ReadAsync(path)).Text)!.AsObject();
            var xml = await client.ReadAsync(path, "application/xml");

            Assert.Equal("application/xml; charset=utf-8", xml.ContentType);
            Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?><voucher>", xml.Text, StringComparison.Ordinal);
            Assert.Equal(json.Select(field => field.Key), xml.Xml.Elements().Select(element => element.Name.LocalName));
            // Links bear the second at which they were made; and XML has no U+FFFF.
            foreach (var (name, value) in json.Where(field => field.Key is not ("barcode" or "print_url")))
            {
                if (value is JsonObject parts)
                    Assert.All(parts, part => Assert.Equal(part.Value!.ToString(), xml.Xml.Element(name)!.Element(part.Key)!.Value));
                else
                    Assert.Equal(value!.ToString().Replace('\uffff', '\ufffd'), xml.Xml.Element(name)!.Value);
            }
        }
    }
}
