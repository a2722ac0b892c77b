namespace Aspire.Hosting.Dashboard;

/// <summary>Where a dashboard listens and who may use it, as its environment variables say it.</summary>
internal sealed record DashboardLaunch(
    DashboardAccess Access,
    DashboardEndpoint Frontend,
    DashboardEndpoint OtlpGrpc,
    DashboardEndpoint OtlpHttp,
    string ResourceServiceUrl)
{
    internal string? LoginUrl => Access.Anonymous ? null : $"{Frontend.Url}/login?t={Access.BrowserToken}";

    /// <summary>Secrets travel by environment, not by arguments, which every user of the machine can read.</summary>
    internal Dictionary<string, string> Environment()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = Frontend.Url,
            // The AppHost is in development, its dashboard is not.
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = OtlpGrpc.Url,
            ["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = OtlpHttp.Url,
            ["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = ResourceServiceUrl,
            ["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey",
            ["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = Access.ResourceServiceKey,
            ["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] = Access.Anonymous ? "true" : "false",
            ["ASPIRE_DASHBOARD_API_ENABLED"] = "true",
            ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true",
            // Each message on a line of its own, and only those that somebody should act upon.
            ["LOGGING__CONSOLE__FORMATTERNAME"] = "json",
            ["LOGGING__LOGLEVEL__DEFAULT"] = "Error",
            ["LOGGING__LOGLEVEL__MICROSOFT.ASPNETCORE"] = "Error",
            ["LOGGING__LOGLEVEL__ASPIRE"] = "Warning",
        };
        if (!Access.Anonymous)
        {
            environment["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken";
            environment["DASHBOARD__FRONTEND__BROWSERTOKEN"] = Access.BrowserToken;
            environment["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
            environment["DASHBOARD__OTLP__PRIMARYAPIKEY"] = Access.OtlpApiKey;
            environment["DASHBOARD__API__AUTHMODE"] = "ApiKey";
            environment["DASHBOARD__API__PRIMARYAPIKEY"] = Access.ApiKey;
        }

        return environment;
    }

    /// <summary>Leaves the ports to the dashboard, which is about to open them.</summary>
    internal void ReleasePorts()
    {
        Frontend.Dispose();
        OtlpGrpc.Dispose();
        OtlpHttp.Dispose();
    }
}
