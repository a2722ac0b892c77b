using System.Globalization;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>What a server that was killed leaves behind.</summary>
internal static class PostgresLeftovers
{
    /// <summary>
    /// Waits until nobody works in the data folder (the server's helpers end by themselves soon after it), then removes its
    /// pid file: by now that number may be somebody else's, and the server would refuse to start.
    /// </summary>
    /// <exception cref="DistributedApplicationException">A server still runs there.</exception>
    public static async Task ClearAsync(string data, CancellationToken cancellationToken)
    {
        var deadline = Environment.TickCount64 + 10_000;
        while (UsersOf(data) is { Count: > 0 } users)
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new DistributedApplicationException($"A PostgreSQL server (process {users[0]}) that this AppHost did not start runs in '{data}'. Stop it first.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    /// <summary>Deletes the folders whose lock nobody holds. One process does that at a time; the others have nothing to do then.</summary>
    public static void DeleteAbandoned(string folders, string lockName)
    {
        using var alone = FileLock.TryAcquire(folders + ".lock");
        if (alone is null)
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(folders))
        {
            // One this young may just not be locked yet.
            if (DateTime.UtcNow - Directory.GetCreationTimeUtc(folder) < TimeSpan.FromMinutes(1))
            {
                continue;
            }

            using var abandoned = FileLock.TryAcquire(Path.Combine(folder, lockName));
            if (abandoned is not null && UsersOf(Path.Combine(folder, "data")).Count == 0)
            {
                TryDelete(folder);
            }
        }
    }

    /// <summary>Deletes a folder; what cannot be deleted now is left for the next time.</summary>
    public static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else may be at it.
        }
    }

    /// <summary>The processes whose working directory is the data folder: PostgreSQL's all are there.</summary>
    public static IReadOnlyList<int> UsersOf(string data)
    {
        var users = new List<int>();
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && IsIn(folder, data))
            {
                users.Add(id);
            }
        }

        return users;
    }

    private static bool IsIn(string process, string data)
    {
        try
        {
            return string.Equals(Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName, data, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return false;
        }
    }
}
