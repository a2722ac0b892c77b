using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Tests.Vouchers;
using Voucher.Issuance.Vouchers;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Accounts;

/// <summary>Where the product of a voucher is sent, and what accounts have got (contract S4).</summary>
public sealed class DeliveryTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Address =
        """
        {"first_name":"Ada","last_name":"Lovelace","care_of":null,"street":"Storgatan 1","zip_code":"111 22","city":"Stockholm","country_code":"SE",
         "company_name":"Analytical Engines","company_reference":null,"company_department":null}
        """;

    private static readonly Offer Paper = new(
        "", CampaignsDouble.Merchant, "A magazine", "Europe/Stockholm", Acquisition: "bought", ProductFormat: "paper", ProductId: "MAGAZINE-YEAR");

    private readonly IssuanceService service = fixture.Service;
    private readonly string account = Guid.NewGuid().ToString("N")[..24];

    [Fact]
    public async Task What_was_bought_and_is_on_paper_is_sent_to_an_address()
    {
        var voucher = await service.GiveOutAsync(Paper);

        var (status, body) = await RedeemAsync(voucher, """{"first_name":"Ada","last_name":"Lovelace","street":"Storgatan 1","zip_code":"111 22","city":"Stockholm","country_code":"se","company_name":"Analytical Engines"}""");

        Assert.True(status == HttpStatusCode.OK, body);
        Assert.Equal("Ada Lovelace", (await service.NowAsync(voucher)).CustomerName);
        var product = Assert.Single((await ProductsAsync()).EnumerateArray());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Address), JsonNode.Parse(product.GetProperty("delivery_address").GetRawText())), product.GetRawText());
        Assert.Equal(
            (account, "MAGAZINE-YEAR", voucher.CampaignId, voucher.Id.ToString(), voucher.Code),
            (Text(product, "account_id"), Text(product, "product_id"), Text(product, "campaign_id"), Text(product, "voucher_id"), Text(product, "voucher_code")));
    }

    [Theory]
    [InlineData("null", "delivery_address", "is required")]
    [InlineData("\"Storgatan 1\"", "delivery_address", "must be a JSON object")]
    [InlineData("{}", "delivery_address.first_name", "is required")]
    [InlineData("{}", "delivery_address.country_code", "is required")]
    [InlineData("""{"street":7}""", "delivery_address.street", "must be a string")]
    [InlineData("""{"care_of":""}""", "delivery_address.care_of", "must not be blank")]
    [InlineData("""{"country_code":"SWE"}""", "delivery_address.country_code", "must be the two letters of a country (ISO 3166-1)")]
    [InlineData("""{"country_code":"XX"}""", "delivery_address.country_code", "must be the two letters of a country (ISO 3166-1)")]
    public async Task Without_an_address_nothing_is_redeemed_and_what_is_wrong_is_named(string address, string field, string what)
    {
        var voucher = await service.GiveOutAsync(Paper);

        var (status, body) = await RedeemAsync(voucher, address);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(what, JsonElement.Parse(body).GetProperty("errors").GetProperty(field).GetString());
        Assert.Null((await service.NowAsync(voucher)).RedeemedAt);
    }

    [Theory]
    [InlineData("free", "paper")]
    [InlineData("bought", "digital")]
    [InlineData("free", "digital")]
    public async Task For_other_vouchers_an_address_is_ignored_whatever_it_is(string acquisition, string format)
    {
        var voucher = await service.GiveOutAsync(Paper with { Acquisition = acquisition, ProductFormat = format, ProductId = null });

        Assert.Equal(HttpStatusCode.OK, (await RedeemAsync(voucher, "7")).Status);

        var product = Assert.Single((await ProductsAsync()).EnumerateArray());
        Assert.Equal((voucher.CampaignId, JsonValueKind.Null), (Text(product, "product_id"), product.GetProperty("delivery_address").ValueKind));
        Assert.Null((await service.NowAsync(voucher)).CustomerName);
    }

    [Fact]
    public async Task Products_are_listed_page_by_page_the_newest_first_and_only_those_of_the_merchants_vouchers()
    {
        var foreign = await service.GiveOutAsync(new Offer("", "MERCH-OTHER", "Another merchant's", "UTC"));
        using (var other = service.ClientWith(TestTokens.OfMerchant("MERCH-OTHER")))
        {
            using var redeemed = await other.PostAsJsonAsync("/external/api/v1/vouchers/redeem", new { voucher_code = foreign.Code, account_id = account });
            Assert.Equal(HttpStatusCode.OK, redeemed.StatusCode);
        }
        var codes = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            var voucher = await service.GiveOutAsync();
            codes.Insert(0, voucher.Code);
            await RedeemAsync(voucher, "null");
        }

        var (listed, cursor) = (new List<string>(), "");
        do
        {
            using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
            var page = await merchant.GetFromJsonAsync<JsonElement>($"/external/api/v1/accounts/{account.ToUpperInvariant()}/products?limit=2{cursor}");
            listed.AddRange(page.GetProperty("items").EnumerateArray().Select(product => Text(product, "voucher_code")!));
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }
        while (cursor is not null);
        Assert.Equal(codes, listed);
    }

    [Theory]
    [InlineData("x/products", "account_id")]
    [InlineData("585a4768edce2c5e6f000001/products?limit=0", "limit")]
    [InlineData("585a4768edce2c5e6f000001/products?cursor=x", "cursor")]
    [InlineData("585a4768edce2c5e6f000001/products?state=new", "state")]
    public async Task Wrong_questions_are_400_and_name_what_is_wrong(string path, string field)
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        using var answer = await merchant.GetAsync($"/external/api/v1/accounts/{path}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.True((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    private async Task<JsonElement> ProductsAsync()
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        return (await merchant.GetFromJsonAsync<JsonElement>($"/external/api/v1/accounts/{account}/products")).GetProperty("items");
    }

    private async Task<(HttpStatusCode Status, string Body)> RedeemAsync(HeldVoucher voucher, string address)
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        using var content = new StringContent(
            $$"""{"voucher_code":"{{voucher.Code}}","account_id":"{{account}}","delivery_address":{{address}}}""", Encoding.UTF8, "application/json");
        using var answer = await merchant.PostAsync("/external/api/v1/vouchers/redeem", content);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string? Text(JsonElement from, string field) => from.GetProperty(field).GetString();
}
