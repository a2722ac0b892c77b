using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Stores;

/// <summary>
/// Unpacks a Debian package, with those of its dependencies that the machine lacks, into the user's cache. Nothing is installed
/// and no rights are needed. Safe against another AppHost that does the same, and against being killed half-way.
/// </summary>
internal sealed partial class DebianPackages(ProcessLauncher launcher, ILogger<DebianPackages> logger)
{
    /// <summary>The folder that stands for <c>/</c> in the unpacked package.</summary>
    /// <exception cref="DistributedApplicationException">This is no Debian, or its archive cannot be reached.</exception>
    public async Task<string> UnpackAsync(string package, CancellationToken cancellationToken)
    {
        var packages = Path.Combine(UserFolders.Cache, "packages");
        var root = Path.Combine(packages, package);
        if (Directory.Exists(root))
        {
            return root;
        }

        if (Programs.Find("apt-get") is null || Programs.Find("dpkg") is null)
        {
            throw new DistributedApplicationException($"'{package}' is not installed, and without apt-get and dpkg it cannot be fetched. Install it, or have it on the search path.");
        }

        using var exclusive = await FileLock.AcquireAsync(root + ".lock", cancellationToken);
        if (Directory.Exists(root))
        {
            return root;
        }

        // With the lock held, an unfinished folder is the rest of somebody who was killed.
        var work = root + ".new";
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        LogFetching(package, root);
        await FetchAsync(package, work, cancellationToken);
        Directory.Move(Path.Combine(work, "root"), root);
        Directory.Delete(work, recursive: true);
        LogFetched(package);
        return root;
    }

    /// <summary>What makes programs below the root find their libraries.</summary>
    public static string LibraryPath(string root)
    {
        string[] bases = [Path.Combine(root, "usr", "lib"), Path.Combine(root, "lib")];
        var folders = bases.Where(Directory.Exists).SelectMany(b => Directory.GetDirectories(b, "*-linux-gnu*").Prepend(b));
        return string.Join(':', folders);
    }

    private async Task FetchAsync(string package, string work, CancellationToken cancellationToken)
    {
        var archives = Directory.CreateDirectory(Path.Combine(work, "archives")).FullName;
        var own = Directory.CreateDirectory(Path.Combine(work, "lists", "partial")).Parent!.FullName;
        string[] options = ["-q", "-o", "APT::Sandbox::User=root", "-o", $"Dir::Cache={Directory.CreateDirectory(Path.Combine(work, "cache")).FullName}"];
        try
        {
            await DownloadAsync(package, archives, options, cancellationToken);
        }
        catch (DistributedApplicationException)
        {
            // The machine's package lists are missing or old; fetch own ones.
            options = [.. options, "-o", $"Dir::State::lists={own}"];
            await RunAsync("apt-get", work, [.. options, "update"], cancellationToken);
            await DownloadAsync(package, archives, options, cancellationToken);
        }

        var root = Directory.CreateDirectory(Path.Combine(work, "root")).FullName;
        foreach (var archive in Directory.GetFiles(archives, "*.deb"))
        {
            await RunAsync("dpkg", work, ["-x", archive, root], cancellationToken);
        }

        // dpkg gives the folder the archive's mode; another user than root must get in.
        File.SetUnixFileMode(root, File.GetUnixFileMode(root) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    private async Task DownloadAsync(string package, string archives, string[] options, CancellationToken cancellationToken)
    {
        var plan = await RunAsync("apt-get", archives, [.. options, "--simulate", "--no-install-recommends", "install", package], cancellationToken);

        // "Inst NAME (VERSION …)" is a package that the machine lacks; "Inst NAME [OLD] (NEW …)" one that it has, and that will do.
        var missing = plan.Select(line => line.Split(' ')).Where(words => words is ["Inst", _, ['(', ..], ..]).Select(words => words[1]);
        await RunAsync("apt-get", archives, [.. options, "download", .. missing.Append(package).Distinct(StringComparer.Ordinal)], cancellationToken);
    }

    private Task<IReadOnlyList<string>> RunAsync(string program, string folder, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        launcher.RunToEndAsync(
            new ProcessPlan
            {
                FileName = program,
                Arguments = arguments,
                WorkingDirectory = folder,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["LC_ALL"] = "C", ["DEBIAN_FRONTEND"] = "noninteractive" },
            },
            cancellationToken);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Package} is not installed on this machine: fetching Debian's package into {Folder}. This happens once.")]
    private partial void LogFetching(string package, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Package} is unpacked.")]
    private partial void LogFetched(string package);
}
