using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Tests.Vouchers;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Accounts;

/// <summary>Contract S4.</summary>
public sealed class RedeemForAccountTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Account = "585a4768edce2c5e6f000001";
    private static readonly string[] Scope = [Scopes.RedeemForAccount];

    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task A_voucher_is_redeemed_for_the_account_as_it_was_written()
    {
        var voucher = await service.GiveOutAsync();
        var (status, body) = await RedeemAsync(new { voucher_code = voucher.Code, account_id = Account.ToUpperInvariant() });

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal($$"""{"id":"{{Account.ToUpperInvariant()}}"}""", body);
        var now = await service.NowAsync(voucher);
        Assert.NotNull(now.RedeemedAt);
        Assert.Equal((Account, null), (now.AccountId, now.CustomerName));
    }

    [Fact]
    public async Task What_cannot_be_redeemed_is_409_with_the_reason()
    {
        var voucher = await service.GiveOutAsync();
        var early = await service.GiveOutAsync(campaign: campaign => campaign with { Activation = new VoucherDay(null, 3) });
        var waiting = await service.GiveOutAsync(confirmWithin: 600);
        await RedeemAsync(new { voucher_code = voucher.Code, account_id = Account });

        foreach (var (code, why) in new[] { (voucher.Code, "already redeemed"), (early.Code, "not yet active"), (waiting.Code, "not confirmed") })
        {
            var (status, body) = await RedeemAsync(new { voucher_code = code, account_id = Account });
            Assert.Equal(HttpStatusCode.Conflict, status);
            Assert.Equal($$$"""{"message":"voucher unavailable","errors":{"voucher_code":"{{{why}}}"}}""", body);
        }
    }

    [Fact]
    public async Task An_unknown_code_and_those_of_others_are_answered_alike()
    {
        var foreign = await service.GiveOutAsync(new Offer("", "MERCH-OTHER", "Another merchant's", "UTC"));
        var unissued = $"C-{Guid.NewGuid():N}";
        await service.Get<AddCodes>().AddAsync(await service.AddOfferAsync(), [new NewCode(unissued)], default);

        foreach (var code in new[] { "NOBODYS", foreign.Code, unissued })
        {
            var (status, body) = await RedeemAsync(new { voucher_code = code, account_id = Account });
            Assert.Equal((HttpStatusCode.NotFound, """{"message":"not found"}"""), (status, body));
        }
        Assert.Null((await service.NowAsync(foreign)).RedeemedAt);
    }

    [Fact]
    public async Task A_code_in_the_campaigns_of_two_merchants_is_each_ones_own()
    {
        var foreign = await service.GiveOutAsync(new Offer("", "MERCH-OTHER", "Another merchant's", "UTC"));
        var campaign = await service.AddOfferAsync();
        await service.Get<AddCodes>().AddAsync(campaign, [new NewCode(foreign.Code)], default);
        using var till = service.ClientOf(GivenOut.Distributor);
        using var sold = await IssuanceService.RequestAsync(till, GivenOut.Distributor, campaign);

        var (status, _) = await RedeemAsync(new { voucher_code = foreign.Code, account_id = Account });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Null((await service.NowAsync(foreign)).RedeemedAt);
    }

    public static TheoryData<string, string, string> WrongBodies() => new()
    {
        { "{}", "voucher_code", "is required" },
        { """{"voucher_code":"A"}""", "account_id", "is required" },
        { """{"voucher_code":null,"account_id":"585a4768edce2c5e6f000001"}""", "voucher_code", "is required" },
        { """{"voucher_code":5,"account_id":"585a4768edce2c5e6f000001"}""", "voucher_code", "must be a string" },
        { """{"voucher_code":" ","account_id":"585a4768edce2c5e6f000001"}""", "voucher_code", "must not be blank" },
        { $$"""{"voucher_code":"{{new string('A', 65)}}","account_id":"585a4768edce2c5e6f000001"}""", "voucher_code", "must not be longer than 64 characters" },
        { """{"voucher_code":"A","account_id":"585a4768edce2c5e6f00000"}""", "account_id", "must be 24 hexadecimal digits" },
        { """{"voucher_code":"A","account_id":"585a4768edce2c5e6f0000011"}""", "account_id", "must be 24 hexadecimal digits" },
        { """{"voucher_code":"A","account_id":"585a4768edce2c5e6f00000g"}""", "account_id", "must be 24 hexadecimal digits" },
        { """{"voucher_code":"A","account_id":"\u0665\u0668\u0665\u06614768edce2c5e6f000001"}""", "account_id", "must be 24 hexadecimal digits" },
        { """{"voucher_code":"A","account_id":"585a4768edce2c5e6f00001\n"}""", "account_id", "must not contain control characters" },
        { """["voucher_code"]""", "body", "must be a JSON object" },
        { """{"voucher_code":"A","voucher_code":"B","account_id":"585a4768edce2c5e6f000001"}""", "body", "must be valid JSON (RFC 8259), without comments and without repeated names" },
    };

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task A_wrong_body_is_400_and_names_the_field(string body, string field, string what)
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await merchant.PostAsync("/external/api/v1/vouchers/redeem", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid request", told.GetProperty("message").GetString());
        Assert.Equal(what, told.GetProperty("errors").GetProperty(field).GetString());
    }

    [Fact]
    public async Task A_body_of_another_type_or_too_long_is_400()
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        foreach (var (text, type) in new[] { ("{}", "text/plain"), ($"{{\"voucher_code\":\"{new string('A', 20_000)}\"}}", "application/json") })
        {
            using var content = new StringContent(text, Encoding.UTF8, type);
            using var answer = await merchant.PostAsync("/external/api/v1/vouchers/redeem", content);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Without_a_token_it_is_401_and_without_the_scope_403()
    {
        var voucher = await service.GiveOutAsync();
        foreach (var (token, status) in new[]
        {
            ("none", HttpStatusCode.Unauthorized),
            (TestTokens.Of(new Principal(CampaignsDouble.Merchant, PrincipalKinds.Merchant, [Scopes.ManageVouchers])), HttpStatusCode.Forbidden),
            (TestTokens.OfDistributor(CampaignsDouble.Merchant), HttpStatusCode.Forbidden),
            (TestTokens.OfOperator(), HttpStatusCode.Forbidden),
            (TestTokens.Of(new Principal(CampaignsDouble.Merchant, PrincipalKinds.Merchant, Scope)), HttpStatusCode.OK),
        })
        {
            using var client = service.ClientWith(token);
            using var answer = await client.PostAsJsonAsync("/external/api/v1/vouchers/redeem", new { voucher_code = voucher.Code, account_id = Account });
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task While_Campaigns_is_away_nothing_is_redeemed_and_the_caller_is_asked_to_come_again()
    {
        await using var one = await IssuanceService.StartAsync();
        var voucher = await one.GiveOutAsync();
        one.Campaigns.FailWith = 500;
        using var merchant = one.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        using var answer = await merchant.PostAsJsonAsync("/external/api/v1/vouchers/redeem", new { voucher_code = voucher.Code, account_id = Account });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("1", answer.Headers.RetryAfter!.ToString());
        Assert.Null((await one.NowAsync(voucher)).RedeemedAt);
    }

    private async Task<(HttpStatusCode Status, string Body)> RedeemAsync(object body)
    {
        using var merchant = service.ClientWith(TestTokens.OfMerchant(CampaignsDouble.Merchant));
        using var answer = await merchant.PostAsJsonAsync("/external/api/v1/vouchers/redeem", body);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
