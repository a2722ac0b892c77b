using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Events;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Stock;
using Voucher.Issuance.Tests.Webhooks;
using Voucher.Issuance.Vouchers;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Events;

/// <summary>Who wants to hear of something does, and nobody else.</summary>
public sealed class SpreadEventsTests(Telling fixture) : IClassFixture<Telling>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task A_voucher_is_told_of_when_it_is_issued_redeemed_and_cancelled()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address, "voucher_issued", "voucher_redeemed", "voucher_cancelled");
        var campaign = await subscriber.AddCampaignAsync(codes: 2);

        var (redeemed, cancelled) = (await IssueAsync(campaign), await IssueAsync(campaign));
        var offer = (await service.Get<KnownOffers>().FindAsync(campaign, default))!;
        Assert.IsType<VoucherEnding.Ended>(await service.Get<EndVoucher>().RedeemAsync(redeemed, offer, new Redemption(subscriber.MerchantId, "Erika Mustermann"), default));
        Assert.IsType<VoucherEnding.Ended>(await service.Get<EndVoucher>().CancelAsync(cancelled, offer, subscriber.MerchantId, default));
        var got = await receiver.WaitForAsync(4);

        Assert.All(got, message => Assert.True(message.IsSignedWith(subscriber.Secret)));
        Assert.All(got, message => Assert.DoesNotContain("Mustermann", message.Json.GetRawText(), StringComparison.Ordinal));
        var issued = Data(got, "voucher_issued", redeemed.Id);
        Assert.Equal(
            $$"""
            {"campaign_id":"{{campaign}}","category_id":"{{campaign}}","currency":"EUR","distributor_id":"DIST-1","expiry_date":"","issued_at":"{{Text(redeemed.IssuedAt)}}","merchant_id":"{{subscriber.MerchantId}}","product_id":null,"serial_number":"SER-000001","terminal_id":"TERM-1","value":"10.50","voucher_code":"CODE-000001","voucher_id":"{{redeemed.Id}}"}
            """,
            Sorted(issued));
        Assert.Equal(Names(issued).Append("redeemed_at").Order(), Names(Data(got, "voucher_redeemed", redeemed.Id)).Order());
        Assert.Equal(Names(issued).Append("cancelled_at").Order(), Names(Data(got, "voucher_cancelled", cancelled.Id)).Order());
        Assert.Equal("CODE-000002", Data(got, "voucher_cancelled", cancelled.Id).GetProperty("voucher_code").GetString());
    }

    [Fact]
    public async Task An_accounts_product_is_told_of_without_a_name()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address, "voucher_user_product_created");
        var campaign = await subscriber.AddCampaignAsync(codes: 1);
        var voucher = await IssueAsync(campaign);
        var offer = (await service.Get<KnownOffers>().FindAsync(campaign, default))!;
        var account = new RedeemedFor("abcdef0123456789abcdef01", """{"last_name":"Mustermann"}""");
        await service.Get<EndVoucher>().RedeemAsync(voucher, offer, new Redemption(subscriber.MerchantId, "Erika Mustermann", account), default);

        var got = Assert.Single(await receiver.WaitForAsync(1));
        var data = got.Json.GetProperty("data");
        Assert.Equal("abcdef0123456789abcdef01", data.GetProperty("account_id").GetString());
        Assert.Equal(await service.ReadAsync<Guid>("SELECT id FROM account_products WHERE campaign_id = @campaign", new { campaign }), data.GetProperty("account_product_id").GetGuid());
        Assert.NotEqual("", data.GetProperty("user_product_id").GetString());
        Assert.DoesNotContain("Mustermann", data.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merchant_hears_of_its_own_campaigns_and_operators_of_all()
    {
        await using var receiver = await Receiver.StartAsync();
        using var one = await Subscriber.AddAsync(service, $"{receiver.Address}/one", "campaign_low");
        using var two = await Subscriber.AddAsync(service, $"{receiver.Address}/two", "campaign_low", "campaign_depleted");
        using var other = await Subscriber.AddAsync(service, $"{receiver.Address}/other", "campaign_depleted");
        using var client = service.ClientWith(TestTokens.OfOperator());
        using var made = await client.PostAsJsonAsync(
            "/admin/v1/subscriptions", new { url = $"{receiver.Address}/operators", types = Subscriber.AllTypes });
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        await one.WriteEventsAsync(await one.AddCampaignAsync(codes: 0), 1);
        await two.WriteEventsAsync(await two.AddCampaignAsync(codes: 0), 1);
        await other.WriteEventsAsync(await other.AddCampaignAsync(codes: 0), 1);
        await two.TestAsync();
        await other.TestAsync();
        await receiver.WaitForAsync(7);

        var told = receiver.Received.Where(got => got.Json.GetProperty("type").GetString() != "test")
            .Select(got => (got.Path, got.Json.GetProperty("data").GetProperty("merchant_id").GetString())).Order();
        Assert.Equal(
            new (string, string?)[] { ("/one", one.MerchantId), ("/operators", one.MerchantId), ("/operators", other.MerchantId), ("/operators", two.MerchantId), ("/two", two.MerchantId) }.Order(),
            told);
        using var end = await client.DeleteAsync(made.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, end.StatusCode);
    }

    [Fact]
    public async Task While_Campaigns_is_away_events_wait_and_none_is_lost()
    {
        await using var own = await IssuanceService.StartAsync(settings: Telling.Quick);
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(own, receiver.Address);
        var campaign = await subscriber.AddCampaignAsync(codes: 0);
        own.Campaigns.FailWith = 503;
        await subscriber.WriteEventsAsync(campaign, 20);
        Assert.Equal(0, await own.Get<SpreadEvents>().RunOnceAsync(default));
        Assert.Equal(20, await own.ReadAsync<int>("SELECT count(*) FROM events WHERE spread_at IS NULL"));

        own.Campaigns.Resume();
        await receiver.WaitForAsync(20);
        Assert.Equal(20, await own.ReadAsync<int>("SELECT count(*) FROM events WHERE spread_at IS NOT NULL"));
    }

    [Fact]
    public async Task Without_a_subscription_no_event_is_written_and_a_disabled_one_hears_nothing()
    {
        await using var own = await IssuanceService.StartAsync(settings: Telling.Quick);
        var campaign = await own.AddCampaignAsync(codes: 4);
        using var till = own.ClientOf("DIST-1");
        await own.Get<StockWatch>().RunOnceAsync(default);
        for (var i = 0; i < 3; i++)
            await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        await using (var connection = await own.Database.OpenConnectionAsync())
            await connection.ExecuteAsync("UPDATE pools SET low_at = 2");
        await own.Get<StockWatch>().RunOnceAsync(default);
        Assert.Equal("low", await own.ReadAsync<string>("SELECT level FROM pools WHERE campaign_id = @campaign", new { campaign }));
        Assert.Equal(0, await own.ReadAsync<int>("SELECT count(*) FROM events"));

        using var subscriber = await Subscriber.AddAsync(own, "http://127.0.0.1:1/");
        await using (var connection = await own.Database.OpenConnectionAsync())
            await connection.ExecuteAsync("UPDATE subscriptions SET state = 'disabled'");
        await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        Assert.Equal(4, await own.CountIssuedAsync(campaign));
        Assert.Equal(0, await own.ReadAsync<int>("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task A_campaign_is_told_of_once_when_it_becomes_low_and_when_it_is_depleted()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address, "campaign_low", "campaign_depleted");
        var campaign = await subscriber.AddCampaignAsync(codes: 10);
        await service.Get<StockWatch>().RunOnceAsync(default);
        await using (var connection = await service.Database.OpenConnectionAsync())
            await connection.ExecuteAsync("UPDATE pools SET low_at = 3 WHERE campaign_id = @campaign", new { campaign });
        for (var i = 0; i < 10; i++)
        {
            await IssueAsync(campaign);
            await service.Get<StockWatch>().RunOnceAsync(default);
            await service.Get<StockWatch>().RunOnceAsync(default);
        }
        await subscriber.TestAsync();
        var got = await receiver.WaitForAsync(3);

        var told = got.Where(message => message.Json.GetProperty("type").GetString() != "test").ToDictionary(message => message.Json.GetProperty("type").GetString()!, message => Sorted(message.Json.GetProperty("data")));
        Assert.Equal($$"""{"available":2,"campaign_id":"{{campaign}}","merchant_id":"{{subscriber.MerchantId}}","threshold":3}""", told["campaign_low"]);
        Assert.Equal($$"""{"available":0,"campaign_id":"{{campaign}}","merchant_id":"{{subscriber.MerchantId}}","threshold":3}""", told["campaign_depleted"]);
    }

    [Fact]
    public async Task What_is_spread_by_several_at_once_is_spread_once()
    {
        using var subscriber = await Subscriber.AddAsync(service, "http://127.0.0.1:1/");
        var campaign = await subscriber.AddCampaignAsync(codes: 0);
        await subscriber.WriteEventsAsync(campaign, 2_000);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => service.Get<SpreadEvents>().RunOnceAsync(default)));
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
            "SELECT NOT EXISTS (SELECT FROM events WHERE campaign_id = @campaign AND spread_at IS NULL)", new { campaign }));
        Assert.Equal(2_000, await service.ReadAsync<int>("SELECT count(*) FROM deliveries WHERE subscription_id = @id", new { id = Guid.Parse(subscriber.Id) }));
    }

    private async Task<HeldVoucher> IssueAsync(string campaign)
    {
        using var till = service.ClientOf("DIST-1");
        using var answer = await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        var code = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("voucher_code").GetString()!;
        return (await service.Get<FindHeldVoucher>().ByCodeAsync(code, default)).Single(voucher => voucher.CampaignId == campaign);
    }

    private static JsonElement Data(IEnumerable<Received> got, string type, VoucherId id) => got.Select(message => message.Json)
        .Single(json => json.GetProperty("type").GetString() == type && json.GetProperty("data").GetProperty("voucher_id").GetString() == id.ToString()).GetProperty("data");

    private static IEnumerable<string> Names(JsonElement data) => data.EnumerateObject().Select(field => field.Name);

    /// <summary>The fields in the order of their names: what order they come in is not promised.</summary>
    private static string Sorted(JsonElement data) =>
        JsonSerializer.Serialize(data.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal).ToDictionary(field => field.Name, field => field.Value));

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
