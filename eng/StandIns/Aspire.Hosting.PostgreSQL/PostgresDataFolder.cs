using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// A data folder that this process holds alone: <c>lock</c>, <c>role</c> (a digest of the user and password that were set) and <c>data</c>.
/// </summary>
internal sealed class PostgresDataFolder : IDisposable
{
    private const string LockName = "lock";
    private readonly string _folder;
    private readonly bool _isTemporary;
    private readonly FileLock _lock;

    private PostgresDataFolder(string folder, bool isTemporary, FileLock held)
    {
        _folder = folder;
        _isTemporary = isTemporary;
        _lock = held;
    }

    public string Data => Path.Combine(_folder, "data");

    private static string TemporaryFolders => Path.Combine(UserFolders.Cache, "postgres-temporary");

    private string RoleFile => Path.Combine(_folder, "role");

    /// <exception cref="DistributedApplicationException">Another AppHost uses it.</exception>
    public static PostgresDataFolder OpenVolume(AppHostProject project, string volume)
    {
        var name = string.Concat(volume.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        var folder = Path.Combine(UserFolders.State, project.Key, "volumes", name);
        var held = FileLock.TryAcquire(Path.Combine(folder, LockName))
            ?? throw new DistributedApplicationException($"The data volume '{volume}' ({folder}) is in use by another run of this AppHost. Stop that one first.");
        return new PostgresDataFolder(folder, isTemporary: false, held);
    }

    /// <summary>A fresh folder that is deleted at the end; those of AppHosts that were killed are deleted meanwhile.</summary>
    public static PostgresDataFolder CreateTemporary()
    {
        var folder = Path.Combine(TemporaryFolders, Guid.NewGuid().ToString("N")[..12]);
        var held = FileLock.TryAcquire(Path.Combine(folder, LockName))!;
        _ = Task.Run(() => PostgresLeftovers.DeleteAbandoned(TemporaryFolders, LockName));
        return new PostgresDataFolder(folder, isTemporary: true, held);
    }

    /// <summary>Makes the folder ready for the server to start: set up, left by its last server, with the role's password as it is to be.</summary>
    public async Task PrepareAsync(PostgresPrograms programs, string user, string password, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Data))
        {
            await PostgresLeftovers.ClearAsync(Data, cancellationToken);
        }
        else
        {
            var half = Data + ".new";
            Delete(half);
            await PostgresTemplate.CopyAsync(programs, half, cancellationToken);
            if (!_isTemporary)
            {
                await programs.RunAsync("initdb", ["--sync-only", "-D", half], cancellationToken);
            }

            File.Delete(RoleFile);
            Directory.Move(half, Data);
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{user}\n{password}")));
        if (!File.Exists(RoleFile) || !string.Equals(await File.ReadAllTextAsync(RoleFile, cancellationToken), digest, StringComparison.Ordinal))
        {
            await PostgresRole.SetAsync(programs, Data, user, password, cancellationToken);
            await File.WriteAllTextAsync(RoleFile, digest, cancellationToken);
            File.SetUnixFileMode(RoleFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose()
    {
        if (_isTemporary)
        {
            PostgresLeftovers.TryDelete(_folder);
        }

        _lock.Dispose();
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
