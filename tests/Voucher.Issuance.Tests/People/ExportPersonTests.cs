using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.People;

public sealed class ExportPersonTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task An_accounts_export_has_all_that_is_known_of_it()
    {
        var person = new KnownPerson(service);
        var (first, second) = (await person.RedeemAsync(), await person.RedeemAsync());
        await person.ReportAsync("REFERRED", 1_000, $$""","referrerId":"{{person.Account}}" """);

        var (status, export) = await person.CallAsync(HttpMethod.Get, $"accounts/{person.Account.ToUpperInvariant()}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["account_id", "vouchers", "reported_vouchers"], export.EnumerateObject().Select(field => field.Name));
        Assert.Equal(person.Account, export.GetProperty("account_id").GetString());
        var vouchers = export.GetProperty("vouchers").EnumerateArray().ToDictionary(voucher => voucher.GetProperty("voucher_id").GetString()!);
        Assert.Equal(2, vouchers.Count);
        AssertVoucher(person, first, vouchers[$"{first.Id}"]);
        AssertVoucher(person, second, vouchers[$"{second.Id}"]);
        var reports = export.GetProperty("reported_vouchers").EnumerateArray().ToList();
        Assert.Equal(
            ((string[])[first.Code, second.Code, "REFERRED"]).Order(StringComparer.Ordinal),
            reports.Select(report => report.GetProperty("reported").GetProperty("voucher").GetProperty("voucherCode").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(reports, report => Assert.Equal(person.Merchant, report.GetProperty("merchant_id").GetString()));
    }

    [Fact]
    public async Task A_vouchers_export_has_what_is_known_with_it_and_no_more()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        await person.RedeemAsync();

        var (status, export) = await person.CallAsync(HttpMethod.Get, $"vouchers/{voucher.Id}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(JsonValueKind.Null, export.GetProperty("account_id").ValueKind);
        AssertVoucher(person, voucher, Assert.Single(export.GetProperty("vouchers").EnumerateArray()));
        Assert.Single(export.GetProperty("reported_vouchers").EnumerateArray());
    }

    [Fact]
    public async Task After_an_erasure_there_is_nothing_to_tell()
    {
        var person = new KnownPerson(service);
        var voucher = await person.RedeemAsync();
        await person.EraseAsync($"accounts/{person.Account}");

        var (_, ofAccount) = await person.CallAsync(HttpMethod.Get, $"accounts/{person.Account}");
        var (_, ofVoucher) = await person.CallAsync(HttpMethod.Get, $"vouchers/{voucher.Id}");

        Assert.Equal($$"""{"account_id":"{{person.Account}}","vouchers":[],"reported_vouchers":[]}""", ofAccount.GetRawText());
        Assert.DoesNotContain(person.Secret, ofVoucher.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(person.Account, ofVoucher.GetRawText(), StringComparison.Ordinal);
    }

    private static void AssertVoucher(KnownPerson person, HeldVoucher voucher, JsonElement exported)
    {
        Assert.Equal(
            ["voucher_id", "campaign_id", "merchant_id", "voucher_code", "issued_at", "redeemed_at", "cancelled_at", "account_id", "customer_name", "delivery_address", "recorded_at", "product", "events"],
            exported.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            ($"{voucher.Id}", voucher.CampaignId, person.Merchant, voucher.Code, person.Account, $"{person.Secret} Lovelace"),
            (Text("voucher_id"), Text("campaign_id"), Text("merchant_id"), Text("voucher_code"), Text("account_id"), Text("customer_name")));
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}Z$", Text("redeemed_at"));
        Assert.Equal($"{person.Secret} 1", exported.GetProperty("delivery_address").GetProperty("street").GetString());
        Assert.Equal("MAGAZINE-YEAR", exported.GetProperty("product").GetProperty("product_id").GetString());
        var told = Assert.Single(exported.GetProperty("events").EnumerateArray());
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$$"""{"type":"voucher_user_product_created","data":{"voucher_id":"{{{voucher.Id}}}","account_id":"{{{person.Account}}}"}}"""),
            JsonNode.Parse(told.GetRawText())));

        string? Text(string field) => exported.GetProperty(field).GetString();
    }
}
