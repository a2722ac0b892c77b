using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Webhooks;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Contract S3 outbound: each voucher that is created is told to the configured address.</summary>
public sealed class VoucherEventConnectorTests
{
    private const string Path = "/admin/v1/subscriptions";

    [Fact]
    public async Task Each_issued_voucher_is_posted_in_the_contracts_form_with_the_token()
    {
        await using var receiver = await Receiver.StartAsync((context, number) => Receiver.Always(number == 1 ? 500 : 200)(context, number));
        await using var service = await StartAsync(new VoucherEventOptions { Address = $"{receiver.Address}/v2/voucher", Token = "secret-token" });
        var campaign = await service.AddCampaignAsync(codes: 1, endAt: DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        service.Campaigns.SetOffer(new Offer(campaign, "MERCH-1", "A campaign", "Europe/Berlin", "20.00", "GBP"));
        using var till = service.ClientOf("DIST-1");
        using var answer = await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        var voucher = await answer.Content.ReadFromJsonAsync<JsonElement>();

        var got = await receiver.WaitForAsync(2);
        Assert.All(got, message => Assert.Equal(("/v2/voucher", "token secret-token", "application/json"), (message.Path, message.Headers["authorization"], message.Headers["content-type"])));
        Assert.All(got, message => Assert.DoesNotContain("webhook-signature", message.Headers.Keys));
        Assert.Equal(got[0].Body, got[1].Body);
        var body = got[0].Json;
        var issuedAt = voucher.GetProperty("issued_at").GetDateTimeOffset().ToUnixTimeMilliseconds();
        Assert.Equal((issuedAt, "voucher-issued"), (body.GetProperty("timestamp").GetInt64(), body.GetProperty("eventType").GetString()));
        Assert.Equal(
            $$$"""
            {"voucherCode":"{{{voucher.GetProperty("voucher_code").GetString()}}}","creationTime":{{{issuedAt}}},"expiry":{{{voucher.GetProperty("expiry_date").GetDateTimeOffset().ToUnixTimeMilliseconds()}}},"value":20.00,"currency":"GBP","voucherType":"GENERAL","custom":{"campaignId":"{{{campaign}}}","merchantId":"MERCH-1","distributorId":"DIST-1","terminalId":"TERM-1","categoryId":"{{{campaign}}}"}}
            """,
            body.GetProperty("voucher").GetRawText());
    }

    [Fact]
    public async Task It_is_one_subscription_that_operators_see_and_configuration_changes()
    {
        await using var first = await StartAsync(new VoucherEventOptions { Address = "http://127.0.0.1:1/one", Token = "secret-token" });
        await using (await StartAsync(new VoucherEventOptions { Address = "http://127.0.0.1:1/two", Token = "secret-token" }, first))
        {
            using var client = first.ClientWith(TestTokens.OfOperator());
            var list = await client.GetFromJsonAsync<JsonElement>(Path);
            var connector = Assert.Single(list.GetProperty("items").EnumerateArray());
            Assert.Equal(("connector", "http://127.0.0.1:1/two", "active"), (connector.GetProperty("kind").GetString(), connector.GetProperty("url").GetString(), connector.StateOf()));
            Assert.DoesNotContain("secret-token", list.GetRawText(), StringComparison.Ordinal);
            var path = $"{Path}/{connector.GetProperty("id")}";
            using var delete = await client.DeleteAsync(path);
            using var rotate = await client.PostAsync($"{path}/rotate-secret", content: null);
            using var test = await client.PostAsync($"{path}/test", content: null);
            Assert.All([delete, rotate, test], answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        }
        await using (await StartAsync(new VoucherEventOptions(), first))
        {
            using var client = first.ClientWith(TestTokens.OfOperator());
            var ended = Assert.Single((await client.GetFromJsonAsync<JsonElement>(Path)).GetProperty("items").EnumerateArray());
            Assert.Equal("disabled", ended.StateOf());
        }
    }

    [Theory]
    [InlineData("https://a.example", null)]
    [InlineData(null, "token")]
    [InlineData("https://a.example", "to\nken")]
    public void An_address_and_a_token_go_together(string? address, string? token)
    {
        var options = new VoucherEventOptions { Address = address, Token = token };
        Assert.NotEmpty(options.Validate(new ValidationContext(options)));
        Assert.Empty(new VoucherEventOptions { Address = "https://a.example", Token = "token" }.Validate(new ValidationContext(options)));
    }

    [Fact]
    public async Task An_address_that_cannot_be_sent_to_ends_the_start()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(new VoucherEventOptions { Address = "https://user@a.example", Token = "token" }));
        Assert.Contains("VoucherEvents:Address", error.Message, StringComparison.Ordinal);
    }

    private static Task<IssuanceService> StartAsync(VoucherEventOptions options, IssuanceService? beside = null) => IssuanceService.StartAsync(
        beside: beside, settings: Telling.Quick, replace: services => services.AddSingleton(Options.Create(options)));
}
