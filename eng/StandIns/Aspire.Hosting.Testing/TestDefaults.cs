using System.Reflection;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>What a test's application has unless its arguments say otherwise.</summary>
internal static class TestDefaults
{
    private static readonly string[] _hostPrefixes = ["DOTNET_", "ASPNETCORE_"];

    public static void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, Assembly appHost, string[] args)
    {
        settings.Args = [.. settings.Args ?? [], .. args];
        options.Args = settings.Args;
        options.AssemblyName = appHost.GetName().Name;
        settings.ApplicationName = options.AssemblyName;
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;

        var said = new ConfigurationBuilder().AddCommandLine(settings.Args).Build();
        var defaults = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { [RunSettings.RandomizePortsKey] = "true" };
        AddLaunchProfile(defaults, AppHostProject.Of(appHost, options.ProjectDirectory), said[RunSettings.LaunchProfileKey]);
        settings.Configuration!.AddInMemoryCollection(defaults.Where(value => said[value.Key] is null));
    }

    /// <summary><c>dotnet run</c> would have set the variables of the AppHost's launch profile: a test gets them as configuration.</summary>
    private static void AddLaunchProfile(Dictionary<string, string?> defaults, AppHostProject project, string? name)
    {
        var profiles = LaunchProfiles.Read(project.Directory)?.Profiles ?? [];
        var (key, profile) = profiles.FirstOrDefault(p => name is null || string.Equals(p.Key, name, StringComparison.Ordinal));
        if (profile is null)
        {
            return;
        }

        defaults[RunSettings.LaunchProfileKey] = key;
        foreach (var (variable, value) in profile.EnvironmentVariables)
        {
            defaults[variable] = value;
            foreach (var prefix in _hostPrefixes.Where(p => variable.StartsWith(p, StringComparison.OrdinalIgnoreCase)))
            {
                defaults[variable[prefix.Length..]] = value;
            }
        }
    }
}
