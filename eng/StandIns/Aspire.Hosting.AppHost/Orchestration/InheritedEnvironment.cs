namespace Aspire.Hosting.Orchestration;

/// <summary>What children must not inherit: variables that are meant for the AppHost itself.</summary>
internal static class InheritedEnvironment
{
    private static readonly string[] _own = ["ASPNETCORE_URLS", "DOTNET_URLS", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "NOTIFY_SOCKET"];
    private static readonly string[] _ownPrefixes = ["ASPIRE_", "DOTNET_DASHBOARD_", "DOTNET_RESOURCE_SERVICE_", "Parameters__", "VSTEST_", "MSBUILD", "MSBuild", "CORECLR_PROFILER"];

    public static void Clean(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.ToList())
        {
            if (_own.Contains(name, StringComparer.Ordinal) || _ownPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                environment.Remove(name);
            }
        }
    }
}
