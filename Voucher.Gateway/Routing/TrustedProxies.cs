using System.Net;
using Headers = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders;

namespace Voucher.Gateway.Routing;

/// <summary>
/// Load balancers and other proxies before the gateway, whose <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> are believed; nobody else's are. Setting
/// <c>Gateway:TrustedProxies</c>, a list of networks such as <c>10.1.0.0/16</c>; by default none.
/// </summary>
internal static class TrustedProxies
{
    private const string Setting = "Gateway:TrustedProxies";

    /// <exception cref="InvalidOperationException">A network is none: at start, so that nobody finds out by wrong addresses.</exception>
    public static void UseTrustedProxies(this WebApplication app)
    {
        var networks = app.Configuration.GetSection(Setting).Get<string[]>() ?? [];
        if (networks.Length == 0)
            return;
        // However many of them stand in a row, the first address before them is the client's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = Headers.XForwardedFor | Headers.XForwardedProto | Headers.XForwardedHost, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(IPNetwork.TryParse(network, out var parsed)
                ? parsed
                : throw new InvalidOperationException($"{Setting}: {network} is no network such as 10.1.0.0/16."));
        }
        app.UseForwardedHeaders(options);
    }
}
