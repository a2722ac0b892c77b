using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Configuration;

namespace Voucher.Gateway.Tests.Routing;

public sealed class ErrorTests : GatewayTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1/voucher")]
    [InlineData("/internal/tokens/resolve")]
    public async Task What_is_not_routed_is_404(string path)
    {
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), null);
        await response.IsErrorAsync(404, "not found");
    }

    [Fact]
    public async Task A_backend_that_breaks_off_is_502()
    {
        Platform.Backend.Answer = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        using var response = await Client.RequestVoucherAsync(Token.Text);
        await response.IsErrorAsync(502, "bad gateway");
    }

    [Fact]
    public async Task A_backend_that_is_not_there_is_502()
    {
        await using var platform = await Platform.StartAsync(new PlatformOptions { IssuanceAddress = Unused.Address() });
        var token = await platform.IssueAsync();

        using var response = await platform.Client.RequestVoucherAsync(token.Text);

        await response.IsErrorAsync(502, "bad gateway");
    }

    [Fact]
    public async Task A_backend_that_takes_too_long_is_504()
    {
        var routes = Platform.Gateway.Services.GetRequiredService<InMemoryConfigProvider>();
        var config = routes.GetConfig();
        var applied = config.ChangeToken;
        routes.Update(config.Routes, [.. config.Clusters.Select(cluster =>
            cluster with { HttpRequest = cluster.HttpRequest! with { ActivityTimeout = TimeSpan.FromMilliseconds(200) } })]);
        Assert.True(applied.HasChanged);
        Platform.Backend.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);

        using var response = await Client.RequestVoucherAsync(Token.Text);

        await response.IsErrorAsync(504, "gateway timeout");
    }

    [Fact]
    public async Task The_backends_own_answer_passes_untouched()
    {
        Platform.Backend.Answer = async context =>
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.Headers["Idempotent-Replayed"] = "true";
            await context.Response.WriteAsync("""{"message":"voucher unavailable"}""");
        };
        using var response = await Client.RequestVoucherAsync(Token.Text);

        await response.IsErrorAsync(409, "voucher unavailable");
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Operators_routes_lead_to_auth_which_asks_for_the_scope()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/admin/v1/tokens/{Token.Id}/revoke");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {Token.Text}");
        using var response = await Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(Platform.Backend.Received);
    }

    [Fact]
    public async Task Health_is_open_and_says_nothing_of_the_server()
    {
        using var response = await Client.GetAsync(new Uri("/health", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Server"));
    }
}
