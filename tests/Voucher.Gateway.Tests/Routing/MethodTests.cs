using System.Net;

namespace Voucher.Gateway.Tests.Routing;

public sealed class MethodTests : GatewayTests
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Other_methods_are_answered_405_before_anybody_asks_for_a_token(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Platform.VoucherPath);
        using var response = await Client.SendAsync(request);

        await response.IsErrorAsync(405, "method not allowed");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Empty(response.Headers.WwwAuthenticate);
        Assert.Empty(Platform.Backend.Received);
    }

    [Fact]
    public async Task HEAD_is_answered_405_without_a_body()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, Platform.VoucherPath);
        using var response = await Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_good_token_does_not_change_that()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Platform.VoucherPath);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token.Text}");
        using var response = await Client.SendAsync(request);

        await response.IsErrorAsync(405, "method not allowed");
    }
}
