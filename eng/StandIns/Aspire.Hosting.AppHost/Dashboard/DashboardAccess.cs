using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Who may use the dashboard. Each secret is taken from the configuration key that Aspire uses for it, or else generated and
/// put there, so that a test may either set it or read it.
/// </summary>
internal sealed record DashboardAccess
{
    private DashboardAccess()
    {
    }

    /// <summary>Nobody needs a secret, but for the resource service, which is no business of others.</summary>
    internal bool Anonymous { get; private init; }

    /// <summary><c>AppHost:BrowserToken</c>: logs a browser in.</summary>
    internal string BrowserToken { get; private init; } = "";

    /// <summary><c>AppHost:OtlpApiKey</c>: with telemetry that comes in, header <c>x-otlp-api-key</c>.</summary>
    internal string OtlpApiKey { get; private init; } = "";

    /// <summary><c>AppHost:DashboardApiKey</c>: reads telemetry back under <c>/api/telemetry</c>, header <c>x-api-key</c>.</summary>
    internal string ApiKey { get; private init; } = "";

    /// <summary><c>AppHost:ResourceService:ApiKey</c>: what the dashboard shows the resource service.</summary>
    internal string ResourceServiceKey { get; private init; } = "";

    internal static DashboardAccess From(IConfiguration configuration)
    {
        var resourceServiceKey = Secret(configuration, "AppHost:ResourceService:ApiKey", "DASHBOARD_RESOURCESERVICE_APIKEY");
        if (bool.TryParse(AspireSetting(configuration, "DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"), out var anonymous) && anonymous)
            return new() { Anonymous = true, ResourceServiceKey = resourceServiceKey };
        return new()
        {
            ResourceServiceKey = resourceServiceKey,
            BrowserToken = Secret(configuration, "AppHost:BrowserToken", "DASHBOARD_FRONTEND_BROWSERTOKEN"),
            OtlpApiKey = Secret(configuration, "AppHost:OtlpApiKey"),
            ApiKey = Secret(configuration, "AppHost:DashboardApiKey"),
        };
    }

    /// <summary>A setting of Aspire's that has a name from before it was called so.</summary>
    internal static string? AspireSetting(IConfiguration configuration, string name) =>
        configuration["ASPIRE_" + name] is { Length: > 0 } value ? value : configuration["DOTNET_" + name];

    private static string Secret(IConfiguration configuration, string key, string? setting = null)
    {
        if (configuration[key] is { Length: > 0 } configured)
            return configured;
        var secret = setting is null ? null : AspireSetting(configuration, setting);
        if (string.IsNullOrEmpty(secret))
            secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        configuration[key] = secret;
        return secret;
    }
}
