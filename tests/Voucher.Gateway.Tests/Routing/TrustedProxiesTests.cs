namespace Voucher.Gateway.Tests.Routing;

public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData("127.0.0.0/8", "203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.0/8", "6.6.6.6, 203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.0/8", "2001:db8::7", "2001:db8::7")]
    [InlineData("10.0.0.0/8", "203.0.113.9", "127.0.0.1")]
    [InlineData(null, "203.0.113.9", "127.0.0.1")]
    public async Task A_services_client_is_who_a_trusted_proxy_says_it_is(string? trusted, string told, string expected)
    {
        var settings = new Dictionary<string, string>();
        if (trusted is not null)
            settings["Gateway:TrustedProxies:0"] = trusted;
        await using var platform = await Platform.StartAsync(new PlatformOptions { Settings = settings });

        Assert.Equal(expected, await ClientAsync(platform, told));
    }

    [Fact]
    public async Task Of_several_proxies_in_a_row_the_first_that_is_not_trusted_is_the_client()
    {
        await using var platform = await Platform.StartAsync(new PlatformOptions
        {
            Settings = new Dictionary<string, string> { ["Gateway:TrustedProxies:0"] = "127.0.0.1/32", ["Gateway:TrustedProxies:1"] = "10.1.0.0/16" },
        });

        Assert.Equal("203.0.113.9", await ClientAsync(platform, "6.6.6.6, 203.0.113.9, 10.1.2.3"));
        Assert.Equal("10.2.0.1", await ClientAsync(platform, "203.0.113.9, 10.2.0.1, 10.1.2.3"));
    }

    [Theory]
    [InlineData("10.1.0.0")]
    [InlineData("10.1.0.0/33")]
    [InlineData("balancer")]
    public async Task What_is_no_network_keeps_the_gateway_from_starting(string network)
    {
        var settings = new Dictionary<string, string> { ["Gateway:TrustedProxies:0"] = network };
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Platform.StartAsync(new PlatformOptions { Settings = settings }));
        Assert.Contains($"Gateway:TrustedProxies: {network} is no network", error.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> ClientAsync(Platform platform, string told)
    {
        var token = await platform.IssueAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Platform.VoucherPath);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Text}");
        request.Headers.Add("X-Forwarded-For", told);
        using var response = await platform.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        return platform.Backend.Received.Last().Headers["X-Forwarded-For"];
    }
}
