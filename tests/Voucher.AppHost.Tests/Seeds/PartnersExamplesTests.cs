using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Voucher.AppHost.Tests.Seeds;

/// <summary>
/// The examples in the partners' own documents, byte by byte as their tools send them, with nothing replaced but host, token and the names of what there is
/// here. On the demo campaigns.
/// </summary>
[Collection(Platform.Name)]
public sealed class PartnersExamplesTests(Platform platform)
{
    private const string Merchant = "demo-merchant-betathome";

    [Fact]
    public async Task A_till_that_reports_a_category_gets_a_voucher()
    {
        var (status, body) = await SendAsync(
            "POST", "/api/v1/voucher/request", ["Content-Type: application/json", "Authorization: Bearer demo-dist-001"],
            """
            {
                "distributor_id": "DIST-001",
                "terminal_id": "AT-998877",
                "trigger_category_id": "PAY",
                "trigger_product_id": "PaysafeCard"
              }
            """);
        Assert.Equal(200, status);
        Assert.Equal(["campaign_id", "voucher_code", "expiry_date", "issued_at"], NamesIn(body));
    }

    [Fact]
    public async Task A_till_that_lists_products_gets_a_voucher()
    {
        var (status, body) = await SendAsync(
            "POST", "/api/v1/voucher/request", ["Content-Type: application/json", "Authorization: Bearer demo-dist-001"],
            $$"""
            {
                "request_id": "req-{{Guid.NewGuid():N}}",
                "distributor_id": "DIST-001",
                "terminal_id": "AT-998877",
                "product_ids": ["PAY", "MOB"]
              }
            """);
        Assert.Equal(200, status);
        Assert.Equal(
            ["status", "campaign_id", "category_id", "product_id", "voucher_code", "serial_number", "expiry_date", "request_id", "issued_at"], NamesIn(body));
    }

    [Fact]
    public async Task A_merchant_redeems_a_voucher_by_a_PUT_without_a_body()
    {
        var code = await BuyAsync();
        var (found, voucher) = await SendAsync(
            "GET", $"/submission/advertisers/MERCH-BETATHOME/vouchers/{code}", ["Accept: application/json", $"X-ADILITY-API-KEY:{Merchant} "]);
        Assert.Equal(200, found);
        var (offer, id) = (voucher.GetProperty("offer_id").GetString(), voucher.GetProperty("id").GetString());

        var (status, redeemed) = await SendAsync(
            "PUT", $"/submission/offers/{offer}/vouchers/{id}",
            ["Content-Type: application/json", "Accept: application/json", $"X-ADILITY-API-KEY:{Merchant} "]);

        Assert.Equal(200, status);
        Assert.Equal((id, code, "redeemed"), (Text(redeemed, "id"), Text(redeemed, "redemption_code"), Text(redeemed, "status")));
        Assert.Equal(409, (await SendAsync("PUT", $"/submission/offers/{offer}/vouchers/{id}", [$"X-ADILITY-API-KEY:{Merchant} "])).Status);
    }

    [Fact]
    public async Task A_system_tells_of_a_voucher_of_its_own()
    {
        var (status, body) = await SendAsync(
            "POST", "/v2/voucher", [$"Authorization: token {Merchant}", "Content-Type: application/json"],
            """
            {
            "timestamp": 1512828988826,
            "voucher": {
            "voucherCode": "DISCOUNT-1234",
            "referrerId": "USER-1234",
            "expiry": 1512828988826,
            "value": 20,
            "currency": "GBP",
            "voucherType": "GENERAL",
            "referralValue": 10,
            "creationTime": 1512828988826
            }
            }
            """);
        Assert.Equal(200, status);
        Assert.Equal(["status", "timestamp"], NamesIn(body));
        Assert.Equal(200, body.GetProperty("status").GetInt32());
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(body.GetProperty("timestamp").GetInt64()), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_merchant_redeems_a_voucher_for_an_account()
    {
        var code = await BuyAsync();
        var (status, body) = await SendAsync(
            "POST", "/external/api/v1/vouchers/redeem",
            ["accept: application/json", $"authorization: Bearer {Merchant}", "content-type: application/json"],
            $$"""
            {
            "voucher_code": "{{code}}",
            "account_id": "585a4768edce2c5e6f000001"
            }
            """);
        Assert.Equal((200, """{"id":"585a4768edce2c5e6f000001"}"""), (status, body.GetRawText()));
    }

    private async Task<string> BuyAsync()
    {
        var sale = """{"distributor_id":"DIST-001","terminal_id":"AT-998877","trigger_category_id":"PAY"}""";
        var (_, voucher) = await SendAsync("POST", "/api/v1/voucher/request", ["Content-Type: application/json", "Authorization: Bearer demo-dist-001"], sale);
        return Text(voucher, "voucher_code")!;
    }

    /// <summary>Sends what a tool would, whose PUT without a body has no length either.</summary>
    private async Task<(int Status, JsonElement Body)> SendAsync(string method, string path, string[] headers, string? body = null)
    {
        var gateway = platform.Gateway.BaseAddress!;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(gateway.Host, gateway.Port);
        var head = new StringBuilder($"{method} {path} HTTP/1.1\r\nHost: {gateway.Authority}\r\nUser-Agent: curl/8.5.0\r\nConnection: close\r\n");
        foreach (var header in headers)
            head.Append(header).Append("\r\n");
        if (body is not null)
            head.Append(System.Globalization.CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        await tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes($"{head}\r\n{body}"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var reader = new StreamReader(tcp.GetStream(), Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(patience.Token);
        var (begin, end) = (answer.IndexOf('{', StringComparison.Ordinal), answer.LastIndexOf('}'));
        Assert.True(begin > 0, answer);
        return (int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), provider: null), JsonElement.Parse(answer[begin..(end + 1)]));
    }

    private static IEnumerable<string> NamesIn(JsonElement body) => body.EnumerateObject().Select(field => field.Name);

    private static string? Text(JsonElement body, string field) => body.GetProperty(field).GetString();
}
