using System.Net;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tests.Tokens;

public sealed class FirstOperatorTokenTests
{
    /// <summary>Another for each test: they share a Redis.</summary>
    private readonly string first = $"pQ{Guid.NewGuid():N}-._~+/=";

    private Dictionary<string, string> Configured => new() { ["Operators:FirstToken"] = first };

    [Fact]
    public async Task The_configured_token_is_taken_though_it_is_no_partners_token()
    {
        Assert.False(PartnerToken.IsWellFormed(first));
        await using var platform = await Platform.StartAsync(new PlatformOptions { Settings = Configured });

        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync(first));
        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync(first));
    }

    [Fact]
    public async Task Everything_like_it_is_refused_without_asking_anybody()
    {
        await using var auth = await Backend.StartAsync();
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address, Settings = Configured });

        foreach (var token in new[] { first[..^1], first + "x", "x" + first, first.ToUpperInvariant(), first.Replace('p', 'q'), new string('x', 257), "" })
            Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync(token));
        Assert.Empty(auth.Received);
        await platform.Client.StatusAsync(first);
        Assert.Single(auth.Received);
    }

    [Fact]
    public async Task A_gateway_that_does_not_have_it_refuses_it_without_asking_anybody()
    {
        await using var auth = await Backend.StartAsync();
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthAddress = auth.Address });

        Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync(first));
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
