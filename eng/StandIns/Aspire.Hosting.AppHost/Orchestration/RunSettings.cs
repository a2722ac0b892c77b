using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Settings of a run, under the names that the real package gives them.</summary>
internal static class RunSettings
{
    public const string RandomizePortsKey = "DcpPublisher:RandomizePorts";
    public const string LaunchProfileKey = "DOTNET_LAUNCH_PROFILE";

    /// <summary>Ignores fixed ports, as tests do, so that several AppHosts can run side by side.</summary>
    public static bool RandomizePorts(IConfiguration configuration) => configuration.GetValue<bool>(RandomizePortsKey);
}
