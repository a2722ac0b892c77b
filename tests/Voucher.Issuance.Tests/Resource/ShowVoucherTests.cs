using System.Net;
using System.Text.Json;
using Voucher.Issuance.Matching;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Resource;

public sealed class ShowVoucherTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task A_merchant_sees_every_attribute_of_its_voucher()
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync(code: "A-CODE-OF-THE-MERCHANT");
        foreach (var path in (string[])[shop.InOffer(id), shop.OfAdvertiser(id), shop.OfAdvertiser("A-CODE-OF-THE-MERCHANT")])
        {
            var told = await shop.AsMerchant.ReadAsync(path);

            Assert.Equal((HttpStatusCode.OK, "application/json; charset=utf-8"), (told.Status, told.ContentType));
            Assert.Equal(
                $$$"""
                {"id":"{{{id}}}","offer_id":"{{{shop.Campaign}}}","redemption_code":"A-CODE-OF-THE-MERCHANT","customer_name":"","status":"acquired","acquired_at":"2026-03-20T12:00:00Z","redeemed_at":"","cancelled_at":"","activation_date":"","expiration_date":"2126-03-20","distributor":{"id":"{{{shop.Distributor}}}","name":"Name of {{{shop.Distributor}}}"}}
                """,
                told.Text);
            Assert.Equal("no-store, private", string.Join(", ", told.Headers.GetValues("Cache-Control").SelectMany(value => value.Split(", ")).Order(StringComparer.Ordinal)));
            Assert.Equal("Accept", string.Join(',', told.Headers.Vary));
        }
    }

    [Fact]
    public async Task A_distributor_sees_what_is_its_own_instead_of_its_name()
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync(set: ", usable_from = '2026-03-31T22:00:00Z', expires_at = '2126-12-31T22:59:59Z'");
        var told = await shop.AsDistributor.ReadAsync(shop.GivenOut(id));

        Assert.Equal(HttpStatusCode.OK, told.Status);
        Assert.Equal(
            [
                "id", "offer_id", "redemption_code", "customer_name", "status", "acquired_at", "redeemed_at", "cancelled_at", "activation_date", "expiration_date",
                "reservation_id", "account_id", "barcode", "print_url",
            ],
            told.Json.EnumerateObject().Select(field => field.Name));
        Assert.All(told.Json.EnumerateObject(), field => Assert.Equal(JsonValueKind.String, field.Value.ValueKind));
        Assert.Equal(($"{shop.Campaign}-R2", "", "2026-04-01"), (told["reservation_id"], told["account_id"], told["activation_date"]));
        Assert.Equal("2126-12-31", told["expiration_date"]);
        Assert.StartsWith($"{shop.AsDistributor.BaseAddress}vouchers/{id}/barcode?", told["barcode"], StringComparison.Ordinal);
        Assert.StartsWith($"{shop.AsDistributor.BaseAddress}vouchers/{id}/print?", told["print_url"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_bundle_has_a_bundle_item()
    {
        using var shop = await Shop.OpenAsync(service, offer => offer with { BundleItemId = "ITEM-7" });
        var id = await shop.IssueAsync();
        Assert.Equal("ITEM-7", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["bundle_item_id"]);
        Assert.Equal("ITEM-7", (await shop.AsDistributor.ReadAsync(shop.GivenOut(id), "text/xml")).Xml.Element("bundle_item_id")!.Value);
    }

    [Theory]
    [InlineData("redeemed_at = '2026-03-21T08:00:00Z'", "redeemed", "2026-03-21T08:00:00Z", "")]
    [InlineData("cancelled_at = '2026-03-21T08:00:00Z'", "cancelled", "", "2026-03-21T08:00:00Z")]
    [InlineData("expires_at = '2026-03-20T22:59:59Z'", "acquired", "", "")]
    [InlineData("confirm_by = '2026-03-20T12:01:00Z', confirmed_at = '2026-03-20T12:00:30Z'", "acquired", "", "")]
    public async Task The_status_is_acquired_redeemed_or_cancelled(string set, string status, string redeemedAt, string cancelledAt)
    {
        using var shop = await Shop.OpenAsync(service);
        var told = await shop.AsMerchant.ReadAsync(shop.InOffer(await shop.IssueAsync(set: $", {set}")));
        Assert.Equal((status, redeemedAt, cancelledAt), (told["status"], told["redeemed_at"], told["cancelled_at"]));
    }

    [Theory]
    [InlineData("confirm_by = now() + interval '1 hour'")]
    [InlineData("confirm_by = issued_at + interval '1 minute'")]
    [InlineData("confirm_by = issued_at + interval '1 minute', returned_at = issued_at + interval '2 minutes', return_number = 1")]
    public async Task What_is_not_the_customers_is_not_shown(string set)
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync(set: $", {set}", code: $"SET-{set.Length}");
        foreach (var path in (string[])[shop.InOffer(id), shop.OfAdvertiser(id), shop.OfAdvertiser($"SET-{set.Length}")])
            (await shop.AsMerchant.ReadAsync(path)).AssertError(HttpStatusCode.NotFound, "not found");
        (await shop.AsDistributor.ReadAsync(shop.GivenOut(id))).AssertError(HttpStatusCode.NotFound, "not found");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Anothers_voucher_is_answered_as_one_that_there_is_not(string method)
    {
        using var shop = await Shop.OpenAsync(service);
        using var other = await Shop.OpenAsync(service);
        var code = Shop.NewCode();
        var id = await shop.IssueAsync(code: code);
        await other.IssueAsync();
        foreach (var (client, path) in new[]
        {
            (other.AsMerchant, shop.InOffer(id)), (other.AsMerchant, other.InOffer(id)),
            (other.AsMerchant, shop.OfAdvertiser(id)), (other.AsMerchant, shop.OfAdvertiser(code)),
            (other.AsMerchant, other.OfAdvertiser(id)), (other.AsMerchant, other.OfAdvertiser(code)),
            (shop.AsMerchant, other.OfAdvertiser(id)), (shop.AsMerchant, other.OfAdvertiser(code)),
            (shop.AsMerchant, other.InOffer(id)), (shop.AsMerchant, shop.InOffer(code)),
            (other.AsDistributor, shop.GivenOut(id)), (shop.AsDistributor, other.GivenOut(id)),
            (other.AsDistributor, $"/distribution/advertisers/{shop.Merchant}/vouchers/{code}"),
            (shop.AsDistributor, $"/distribution/advertisers/{other.Merchant}/vouchers/{id}"),
            (shop.AsMerchant, shop.InOffer("V99999999-1")), (shop.AsMerchant, shop.InOffer("V1-99999999")), (shop.AsMerchant, shop.InOffer("nothing")),
            (shop.AsMerchant, shop.OfAdvertiser("nothing")), (shop.AsMerchant, shop.OfAdvertiser(new string('x', 2000))), (shop.AsMerchant, shop.OfAdvertiser("a\u0001b")),
            (shop.AsMerchant, $"/submission/offers/no%20such%20offer/vouchers/{id}"),
        })
        {
            var told = await client.CallAsync(HttpMethod.Parse(method), path, null, null);
            Assert.Equal((HttpStatusCode.NotFound, """{"message":"not found"}"""), (told.Status, told.Text));
        }
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Fact]
    public async Task An_id_wins_over_a_code_that_looks_like_it_but_only_if_it_is_ones_own()
    {
        using var shop = await Shop.OpenAsync(service);
        using var other = await Shop.OpenAsync(service);
        var (first, foreign) = (await shop.IssueAsync(), await other.IssueAsync());
        var ids = await shop.IssueAsync([first, foreign]);

        Assert.Equal(first, (await shop.AsMerchant.ReadAsync(shop.OfAdvertiser(first)))["id"]);
        Assert.Equal(ids[1], (await shop.AsMerchant.ReadAsync(shop.OfAdvertiser(foreign)))["id"]);
    }

    [Fact]
    public async Task Of_two_vouchers_with_one_code_the_one_that_is_good_is_meant()
    {
        using var shop = await Shop.OpenAsync(service);
        using var second = await Shop.OpenAsync(service, merchant: shop.Merchant);
        var code = Shop.NewCode();
        var ids = new[] { await shop.IssueAsync(code: code), await second.IssueAsync(Shop.Noon.AddDays(1), code: code) };

        var redeemed = new[] { await shop.AsMerchant.PutAsync(shop.OfAdvertiser(code)), await shop.AsMerchant.PutAsync(shop.OfAdvertiser(code)) };

        Assert.Equal(ids.Order(), redeemed.Select(told => told["id"]!).Order());
        Assert.Equal(HttpStatusCode.Conflict, (await shop.AsMerchant.PutAsync(shop.OfAdvertiser(code))).Status);
    }

    [Theory]
    [InlineData("A/B/C")]
    [InlineData("50%OFF")]
    [InlineData("WITH SPACE?#&+=;\\")]
    [InlineData("%2F")]
    public async Task A_code_may_be_any_text_that_a_code_can_be(string code)
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync(code: code);
        Assert.Equal(id, (await shop.AsMerchant.ReadAsync(shop.OfAdvertiser(code)))["id"]);
    }

    [Fact]
    public async Task Whoever_may_not_is_403_and_whoever_is_nobody_401()
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync();
        foreach (var (method, path, kind, scopes, status) in new[]
        {
            ("GET", shop.InOffer(id), PrincipalKinds.Merchant, new[] { Scopes.RedeemForAccount }, HttpStatusCode.Forbidden),
            ("PUT", shop.InOffer(id), PrincipalKinds.Distributor, [Scopes.ManageVouchers], HttpStatusCode.Forbidden),
            ("GET", $"/submission/offers/{shop.Campaign}/vouchers", PrincipalKinds.Operator, [Scopes.Admin], HttpStatusCode.Forbidden),
            ("GET", shop.GivenOut(id), PrincipalKinds.Distributor, [Scopes.RequestVoucher], HttpStatusCode.Forbidden),
            ("GET", shop.GivenOut(id), PrincipalKinds.Distributor, [Scopes.ReadVouchers], HttpStatusCode.OK),
            ("PUT", shop.GivenOut(id), PrincipalKinds.Distributor, [Scopes.ReadVouchers], HttpStatusCode.Forbidden),
            ("PUT", shop.GivenOut(id), PrincipalKinds.Merchant, [Scopes.RequestVoucher], HttpStatusCode.Forbidden),
            ("PUT", shop.GivenOut(id), PrincipalKinds.Distributor, [Scopes.RequestVoucher], HttpStatusCode.OK),
        })
        {
            using var client = service.ClientWith(TestTokens.Of(new Principal(kind == PrincipalKinds.Merchant ? shop.Merchant : shop.Distributor, kind, scopes)));
            var told = await client.CallAsync(HttpMethod.Parse(method), path, null, null);
            Assert.True(status == told.Status, $"{method} {path} by {kind} with {scopes[0]}: {told.Status}");
            if (status == HttpStatusCode.Forbidden)
                told.AssertError(status, "forbidden");
        }
        using var nobody = service.CreateClient();
        (await nobody.ReadAsync(shop.InOffer(id))).AssertError(HttpStatusCode.Unauthorized, "unauthorized");
        var asXml = await nobody.ReadAsync(shop.InOffer(id), "application/xml");
        Assert.Equal(("application/xml; charset=utf-8", "unauthorized"), (asXml.ContentType, asXml.Xml.Element("message")!.Value));
    }

    [Fact]
    public async Task A_parameter_is_400_and_another_method_405()
    {
        using var shop = await Shop.OpenAsync(service);
        var id = await shop.IssueAsync();
        Assert.NotNull((await shop.AsMerchant.ReadAsync($"{shop.InOffer(id)}?format=xml")).AssertError(HttpStatusCode.BadRequest, "invalid request", "format"));
        Assert.NotNull((await shop.AsMerchant.PutAsync($"{shop.InOffer(id)}?status=redeemed")).AssertError(HttpStatusCode.BadRequest, "invalid request", "status"));
        (await shop.AsMerchant.CallAsync(HttpMethod.Delete, shop.InOffer(id), null, null)).AssertError(HttpStatusCode.MethodNotAllowed, "method not allowed");
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }

    [Fact]
    public async Task While_nobody_can_say_whose_an_offer_is_the_answer_is_503_and_nothing_is_changed()
    {
        await using var alone = await IssuanceService.StartAsync();
        using var shop = await Shop.OpenAsync(alone);
        var id = await shop.IssueAsync();
        var link = (await shop.AsDistributor.ReadAsync(shop.GivenOut(id)))["print_url"]!;
        alone.Campaigns.SetOffer(shop.Offer);
        alone.Get<CampaignMatches>().Learn(alone.Campaigns.Version);
        alone.Campaigns.FailWith = 500;
        foreach (var told in new[]
        {
            await shop.AsMerchant.ReadAsync(shop.InOffer(id)), await shop.AsMerchant.PutAsync(shop.InOffer(id)), await shop.AsMerchant.ReadAsync(link),
        })
        {
            told.AssertError(HttpStatusCode.ServiceUnavailable, "service unavailable");
            Assert.Equal("1", told.Headers.RetryAfter?.ToString());
        }
        alone.Campaigns.Resume();
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["status"]);
    }
}
