using Microsoft.IdentityModel.JsonWebTokens;

namespace Voucher.Gateway.Tests.Routing;

public sealed class ForwardedHeadersTests : GatewayTests
{
    private static readonly string[] Spoofed =
        ["Forwarded", "X-Real-IP", "X-Original-URL", "X-Rewrite-URL", "X-ADILITY-API-KEY", "Proxy-Authorization", "Cookie"];

    [Fact]
    public async Task The_service_gets_the_internal_token_and_never_the_partners()
    {
        using var response = await Client.RequestVoucherAsync(Token.Text);

        Assert.True(response.IsSuccessStatusCode);
        var headers = Assert.Single(Platform.Backend.Received).Headers;
        Assert.StartsWith("Bearer ey", headers["Authorization"], StringComparison.Ordinal);
        var jwt = new JsonWebToken(headers["Authorization"]["Bearer ".Length..]);
        Assert.Equal(Token.PartyId, jwt.Subject);
        Assert.DoesNotContain(headers.Values, value => value.Contains(Token.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_token_in_redis_is_the_one_that_is_forwarded()
    {
        (await Client.RequestVoucherAsync(Token.Text)).Dispose();
        (await Client.RequestVoucherAsync(Token.Text)).Dispose();

        var sent = Platform.Backend.Received.Select(request => request.Headers["Authorization"]).ToList();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0], sent[1]);
    }

    [Fact]
    public async Task What_would_pass_a_client_off_as_somebody_else_is_not_forwarded()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Platform.VoucherPath);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token.Text}");
        request.Headers.Add("X-Forwarded-For", "6.6.6.6");
        request.Headers.Add("X-Forwarded-Host", "bad.example");
        foreach (var name in Spoofed)
            request.Headers.TryAddWithoutValidation(name, "spoofed=1");
        request.Headers.Add("Idempotency-Key", "key-1");
        using var response = await Client.SendAsync(request);

        Assert.True(response.IsSuccessStatusCode);
        var headers = Assert.Single(Platform.Backend.Received).Headers;
        Assert.DoesNotContain(headers.Values, value => value.Contains("spoofed", StringComparison.Ordinal));
        Assert.Equal("127.0.0.1", headers["X-Forwarded-For"]);
        Assert.DoesNotContain("bad.example", headers["X-Forwarded-Host"], StringComparison.Ordinal);
        Assert.Equal("key-1", headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task The_trace_goes_on()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Platform.VoucherPath);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token.Text}");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        using var response = await Client.SendAsync(request);

        Assert.Contains("0af7651916cd43dd8448eb211c80319c", Assert.Single(Platform.Backend.Received).Headers["traceparent"], StringComparison.Ordinal);
    }
}
