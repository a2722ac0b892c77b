using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.AppHost.Tests.Operators;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Documentation;

/// <summary>One of each resource that operators have, made through the gateway; each creation's answer has been held against the document.</summary>
internal sealed class OperatorsStock
{
    private static readonly string[] Scopes = ["voucher:request", "voucher:read"];
    private static readonly string[] EventTypes = ["campaign_depleted"];
    private static readonly string[] MerchantsScopes = ["voucher:manage", "/external/voucher/w"];

    private OperatorsStock(string run) => Values = new Dictionary<string, string>
    {
        ["party_id"] = $"DIST-{run}",
        ["distributor_id"] = $"DIST-{run}",
        ["merchant_id"] = $"MERCH-{run}",
        ["category_id"] = $"CAT-{run}",
        ["campaign_id"] = $"CAMP-{run}",
        ["offer_id"] = $"CAMP-{run}",
        ["advertiser_id"] = $"MERCH-{run}",
        ["account_id"] = "585a4768edce2c5e6f000001",
        ["request_id"] = $"sale-{run}",
        ["day"] = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };

    /// <summary>Values for the document's parameters, by their names.</summary>
    public Dictionary<string, string> Values { get; }

    public static async Task<OperatorsStock> MakeAsync(Platform platform, DescribedAnswer described)
    {
        var stock = new OperatorsStock(Guid.NewGuid().ToString("N")[..12].ToUpperInvariant());
        var v = stock.Values;
        async Task<JsonElement> MakeAsync(string path, object body, HttpStatusCode status = HttpStatusCode.Created)
        {
            using var answer = await platform.Operator.SendAsync(HttpMethod.Post, path, body);
            var made = await described.AssertAsync(answer);
            Assert.Equal(status, answer.StatusCode);
            return made;
        }

        await MakeAsync("/admin/v1/parties", new { id = v["merchant_id"], kind = "merchant", name = "A merchant" });
        await MakeAsync("/admin/v1/parties", new { id = v["distributor_id"], kind = "distributor", name = "A distributor" });
        var token = await MakeAsync($"/admin/v1/parties/{v["party_id"]}/tokens", new { scopes = Scopes, expires_at = "2099-12-31T23:59:59Z" });
        (v["token_id"], v["token"]) = (token.GetProperty("id").GetString()!, token.GetProperty("token").GetString()!);
        var merchants = await MakeAsync($"/admin/v1/parties/{v["merchant_id"]}/tokens", new { scopes = MerchantsScopes });
        v["merchant_token"] = merchants.GetProperty("token").GetString()!;
        await MakeAsync("/admin/v1/categories", new { id = v["category_id"], description = "A category" });
        await MakeAsync("/admin/v1/campaigns", Campaign(v));
        var import = await MakeAsync(
            $"/admin/v1/campaigns/{v["campaign_id"]}/codes/generate", new { count = 1000, prefix = "DOC-", length = 12 }, HttpStatusCode.Accepted);
        v["import_id"] = import.GetProperty("id").GetRawText();
        await platform.Operator.LastImportAsync(v["campaign_id"], one => one.StateOf() == "completed");
        await stock.SellAsync(platform, described);
        await stock.SubscribeAsync(platform, described);
        return stock;
    }

    /// <summary>A voucher that is redeemed for an account, and a journal that has it and another.</summary>
    private async Task SellAsync(Platform platform, DescribedAnswer described)
    {
        using var distributor = new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(Values["token"]);
        distributor.DefaultRequestHeaders.Add("Idempotency-Key", Values["request_id"]);
        var sale = new { distributor_id = Values["distributor_id"], terminal_id = "AT-1", trigger_category_id = Values["category_id"] };
        using var voucher = await distributor.SendAsync(HttpMethod.Post, "/api/v1/voucher/request", sale);
        Values["voucher_code"] = (await described.AssertAsync(voucher)).GetProperty("voucher_code").GetString()!;
        Assert.Equal(HttpStatusCode.OK, voucher.StatusCode);
        using var merchant = new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(Values["merchant_token"]);
        var redemption = new { voucher_code = Values["voucher_code"], account_id = Values["account_id"] };
        using var redeemed = await merchant.SendAsync(HttpMethod.Post, "/external/api/v1/vouchers/redeem", redemption);
        await described.AssertAsync(redeemed);
        Assert.Equal(HttpStatusCode.OK, redeemed.StatusCode);
        Values["id_or_code"] = Values["voucher_code"];
        var products = await merchant.GetFromJsonAsync<JsonElement>($"/external/api/v1/accounts/{Values["account_id"]}/products?limit=1");
        Values["voucher_id"] = products.GetProperty("items")[0].GetProperty("voucher_id").GetString()!;
        var said = new { timestamp = 1512828988826, voucher = new { voucherCode = Values["voucher_code"], value = 20, custom = new { a = 1 } } };
        using var reported = await merchant.SendAsync(HttpMethod.Post, "/v2/voucher", said);
        await described.AssertAsync(reported);
        Assert.Equal(HttpStatusCode.OK, reported.StatusCode);
        using var journal = new StringContent($"request_id\n{Values["request_id"]}\nanother", System.Text.Encoding.UTF8, "text/csv");
        using var report = await distributor.PostAsync($"/api/v1/reconciliations?day={Values["day"]}", journal);
        Values["reconciliation_id"] = (await described.AssertAsync(report)).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.Created, report.StatusCode);
    }

    /// <summary>A subscription of the merchant's, and a delivery to nobody.</summary>
    private async Task SubscribeAsync(Platform platform, DescribedAnswer described)
    {
        using var merchant = new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(Values["merchant_token"]);
        using var made = await merchant.SendAsync(HttpMethod.Post, "/api/v1/subscriptions", new { url = "http://127.0.0.1:1/", types = EventTypes });
        Values["subscription_id"] = (await described.AssertAsync(made)).GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var test = await merchant.SendAsync(HttpMethod.Post, $"/api/v1/subscriptions/{Values["subscription_id"]}/test");
        Values["delivery_id"] = (await described.AssertAsync(test)).GetProperty("id").GetRawText();
        Assert.Equal(HttpStatusCode.Accepted, test.StatusCode);
    }

    private static object Campaign(Dictionary<string, string> values) => new
    {
        id = values["campaign_id"],
        merchant_id = values["merchant_id"],
        name = "A campaign",
        categories = new[] { values["category_id"] },
        distributors = new[] { values["distributor_id"] },
        start_at = "2026-01-01T00:00:00+01:00",
        time_zone = "Europe/Berlin",
        value = "10.00",
        currency = "EUR",
        activation = new { days_after_issue = 0 },
        validity = new { date = "2098-03-31" },
        limits = new
        {
            total = 1_000_000_000,
            per_day = 1_000_000_000,
            per_terminal_day = 1_000_000_000,
            fair_share = new { percent = 50, distributors = new[] { new { distributor_id = values["distributor_id"], percent = 60 } }, borrow_from = "18:00" },
        },
    };
}
