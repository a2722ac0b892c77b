using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard.Installation;

/// <summary>
/// The npm package that carries Aspire's dashboard: the Aspire command line, one file, which unpacks the dashboard from itself.
/// </summary>
internal sealed record DashboardPackage(string Name, string Version)
{
    /// <summary>The version of the Aspire packages that this project stands in for.</summary>
    internal const string AspireVersion = "13.5.4";

    private const string CommandLineEntry = "package/bin/aspire";

    /// <summary>The npm to call: its path, or its name in PATH.</summary>
    internal string Npm { get; init; } = "npm";

    /// <summary>The package for this machine; null where Aspire publishes none that this stand-in could use.</summary>
    internal static DashboardPackage? ForThisMachine() => (OperatingSystem.IsLinux(), RuntimeInformation.OSArchitecture) switch
    {
        (true, Architecture.X64) => new("@microsoft/aspire-cli-linux-x64", AspireVersion),
        (true, Architecture.Arm64) => new("@microsoft/aspire-cli-linux-arm64", AspireVersion),
        _ => null,
    };

    /// <summary>Whether there is an npm. Whether it can fetch anything, only trying tells.</summary>
    internal bool CanBeFetched() => Programs.Find(Npm) is not null;

    /// <summary>Fetches and unpacks the dashboard below <paramref name="staging"/>, and returns its folder.</summary>
    /// <exception cref="DashboardInstallationException">It could not be had; the message says why.</exception>
    internal async Task<string> FetchAsync(string staging, InstallationStep step, CancellationToken cancellationToken)
    {
        var pack = new ProcessPlan
        {
            FileName = Npm,
            // npm checks the archive against the registry's checksum, and takes it from its own cache when it has it.
            Arguments =
            [
                "pack", $"{Name}@{Version}", "--pack-destination", staging,
                "--prefer-offline", "--ignore-scripts", "--no-update-notifier", "--loglevel=error",
            ],
            WorkingDirectory = staging,
        };
        if (await step.RunAsync(pack, cancellationToken) is { } failure)
            throw new DashboardInstallationException(failure);
        var archive = Directory.EnumerateFiles(staging, "*.tgz").FirstOrDefault()
            ?? throw new DashboardInstallationException($"npm packed no archive of {Name}.");
        var commandLine = await UnpackCommandLineAsync(archive, staging, cancellationToken);
        return await SetUpAsync(commandLine, staging, step, cancellationToken);
    }

    private static async Task<string> UnpackCommandLineAsync(string archive, string staging, CancellationToken cancellationToken)
    {
        var commandLine = Path.Combine(staging, "aspire");
        await using var file = File.OpenRead(archive);
        await using var content = new GZipStream(file, CompressionMode.Decompress);
        await using var entries = new TarReader(content);
        while (await entries.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            if (!string.Equals(entry.Name, CommandLineEntry, StringComparison.Ordinal))
                continue;
            await entry.ExtractToFileAsync(commandLine, overwrite: false, cancellationToken);
            return commandLine;
        }

        throw new DashboardInstallationException($"The archive has no {CommandLineEntry}.");
    }

    private static async Task<string> SetUpAsync(string commandLine, string staging, InstallationStep step, CancellationToken cancellationToken)
    {
        var target = Path.Combine(staging, "setup");
        var setUp = new ProcessPlan
        {
            FileName = commandLine,
            Arguments = ["setup", "--install-path", target, "--non-interactive"],
            WorkingDirectory = staging,
            // The command line keeps notes about its user in the home folder and reports its use; this is no user.
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = staging, ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true" },
        };
        // It ends with a failure even so, because it finds its own installation incomplete. What counts is what it has unpacked.
        var failure = await step.RunAsync(setUp, cancellationToken);
        var executable = Directory.Exists(target)
            ? Directory.EnumerateFiles(target, DashboardInstaller.ExecutableName, SearchOption.AllDirectories).FirstOrDefault()
            : null;
        return Path.GetDirectoryName(executable)
            ?? throw new DashboardInstallationException(failure ?? $"'aspire setup' unpacked no {DashboardInstaller.ExecutableName}.");
    }
}
