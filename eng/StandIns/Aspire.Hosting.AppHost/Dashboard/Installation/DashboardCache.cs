using System.Security.Cryptography;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard.Installation;

/// <summary>
/// The folder where a user's dashboards are kept, one subfolder a version. A version is there wholly or not at all: it is
/// moved into place when it is complete, with the hashes of its files, and it counts only while they are what they were.
/// </summary>
internal sealed class DashboardCache(string folder)
{
    private const string HashesFile = "SHA256SUMS";
    private const string StagingPrefix = ".staging-";

    /// <summary>The cache of the user who runs this process.</summary>
    internal static DashboardCache OfUser() => new(Path.Combine(UserFolders.Cache, "dashboard"));

    /// <summary>Whether a version was put here, in whatever state it may be now.</summary>
    internal bool Holds(string version) => File.Exists(Path.Combine(folder, version, HashesFile));

    /// <summary>The folder of a version that is whole, else null.</summary>
    internal async Task<string?> FindAsync(string version, CancellationToken cancellationToken)
    {
        var entry = Path.Combine(folder, version);
        var hashes = Path.Combine(entry, HashesFile);
        if (!File.Exists(hashes))
            return null;
        var complete = false;
        foreach (var line in await File.ReadAllLinesAsync(hashes, cancellationToken))
        {
            if (line.Split("  ", count: 2) is not [var hash, var path])
                return null;
            var file = Path.Combine(entry, path);
            if (!File.Exists(file) || !string.Equals(await HashAsync(file, cancellationToken), hash, StringComparison.Ordinal))
                return null;
            complete |= string.Equals(path, DashboardInstaller.ExecutableName, StringComparison.Ordinal);
        }

        return complete ? entry : null;
    }

    /// <summary>Waits until no other AppHost of this user is installing, and keeps the others waiting until it is disposed.</summary>
    internal async Task<IDisposable> LockAsync(CancellationToken cancellationToken) =>
        await FileLock.AcquireAsync(Path.Combine(folder, ".lock"), cancellationToken);

    /// <summary>An empty folder beside the versions. To be called under the lock: what dead installers have left is removed.</summary>
    internal string CreateStaging()
    {
        foreach (var left in Directory.EnumerateDirectories(folder, StagingPrefix + "*"))
            Directory.Delete(left, recursive: true);
        var staging = Path.Combine(folder, StagingPrefix + Path.GetRandomFileName());
        Directory.CreateDirectory(staging);
        return staging;
    }

    /// <summary>Moves a complete version from staging to its place, in one step. To be called under the lock.</summary>
    internal async Task<string> PutAsync(string version, string complete, string staging, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var file in Directory.EnumerateFiles(complete, "*", SearchOption.AllDirectories))
            lines.Add($"{await HashAsync(file, cancellationToken)}  {Path.GetRelativePath(complete, file)}");
        await File.WriteAllLinesAsync(Path.Combine(complete, HashesFile), lines, cancellationToken);
        var entry = Path.Combine(folder, version);
        if (Directory.Exists(entry))
            Directory.Move(entry, Path.Combine(staging, "broken"));
        Directory.Move(complete, entry);
        return entry;
    }

    private static async Task<string> HashAsync(string file, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }
}
