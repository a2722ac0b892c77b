using System.Net;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tests.Tokens;

public sealed class FirstOperatorTokenTests
{
    private const string First = "pQ7sN2vX9kL4mR8tB3wY6zC1dF5gH0jKaS-._~+/=operator";

    private static readonly Dictionary<string, string> Configured = new() { ["Operators:FirstToken"] = First };

    [Fact]
    public async Task The_configured_token_is_taken_though_it_is_no_partners_token()
    {
        Assert.False(PartnerToken.IsWellFormed(First));
        await using var platform = await Platform.StartAsync(new PlatformOptions { Settings = Configured });

        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync(First));
        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync(First));
    }

    [Fact]
    public async Task Everything_like_it_is_refused_without_asking_anybody()
    {
        await using var auth = await Backend.StartAsync();
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address, Settings = Configured });

        foreach (var token in new[] { First[..^1], First + "x", "x" + First, First.ToUpperInvariant(), First.Replace('p', 'q'), new string('x', 257), "" })
            Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync(token));
        Assert.Empty(auth.Received);
        await platform.Client.StatusAsync(First);
        Assert.Single(auth.Received);
    }

    [Fact]
    public async Task A_gateway_that_does_not_have_it_refuses_it_without_asking_anybody()
    {
        await using var auth = await Backend.StartAsync();
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address });

        Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync(First));
        Assert.Empty(auth.Received);
    }

    [Fact]
    public async Task A_gateway_does_not_start_with_a_poor_one_outside_development()
    {
        var options = new PlatformOptions { AuthEnvironment = "Development", Settings = new Dictionary<string, string> { ["Operators:FirstToken"] = "demo-operator" } };

        await Assert.ThrowsAsync<OptionsValidationException>(() => Platform.StartAsync(options));
        await using var development = await Platform.StartAsync(options with { GatewayEnvironment = "Development" });
        Assert.Equal(HttpStatusCode.OK, await development.Client.StatusAsync("demo-operator"));
    }
}
