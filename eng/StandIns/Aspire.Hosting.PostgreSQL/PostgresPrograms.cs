using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Postgres;

/// <summary>PostgreSQL's programs, and how they are run: as an unprivileged user where this process is root's.</summary>
internal sealed class PostgresPrograms
{
    private readonly string _folder;
    private readonly string? _libraryPath;

    private PostgresPrograms(ProcessLauncher launcher, string folder, string? libraryPath)
    {
        Launcher = launcher;
        _folder = folder;
        _libraryPath = libraryPath;
    }

    public ProcessLauncher Launcher { get; }

    /// <summary>Those on the search path, else the newest of <c>/usr/lib/postgresql</c>, else Debian's, unpacked.</summary>
    public static async Task<PostgresPrograms> FindAsync(LocalProcessContext context)
    {
        var launcher = context.Services.GetRequiredService<ProcessLauncher>();
        if ((OnSearchPath() ?? Newest("/usr/lib/postgresql")) is { } installed)
        {
            return new PostgresPrograms(launcher, installed, libraryPath: null);
        }

        var root = await context.Services.GetRequiredService<DebianPackages>().UnpackAsync("postgresql", context.CancellationToken);
        var unpacked = Newest(Path.Combine(root, "usr", "lib", "postgresql")) ?? throw new DistributedApplicationException($"There is no PostgreSQL server in '{root}'.");
        return new PostgresPrograms(launcher, unpacked, DebianPackages.LibraryPath(root));
    }

    public ProcessPlan Plan(string program, params string[] arguments) => new()
    {
        FileName = Path.Combine(_folder, program),
        Arguments = arguments,
        WorkingDirectory = "/",
        User = LocalUser.Unprivileged,
        Environment = EnvironmentWith([]),
    };

    public Task<IReadOnlyList<string>> RunAsync(string program, string[] arguments, CancellationToken cancellationToken) =>
        Launcher.RunToEndAsync(Plan(program, arguments), cancellationToken);

    /// <summary>Runs a tool of the system, as the user of this process.</summary>
    public Task<IReadOnlyList<string>> RunToolAsync(string tool, string[] arguments, CancellationToken cancellationToken) =>
        Launcher.RunToEndAsync(Plan(tool, arguments) with { FileName = tool, User = null }, cancellationToken);

    public Dictionary<string, string> EnvironmentWith(IEnumerable<KeyValuePair<string, string>> variables)
    {
        var environment = new Dictionary<string, string>(variables, StringComparer.Ordinal) { ["LC_ALL"] = "C" };
        if (_libraryPath is not null)
        {
            environment["LD_LIBRARY_PATH"] = _libraryPath;
        }

        return environment;
    }

    private static string? OnSearchPath()
    {
        // The path may hold links only; the programs find each other, and their files, from where they really are.
        var server = Programs.Find("postgres") is { } found ? File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found : null;
        var folder = Path.GetDirectoryName(server);
        return folder is not null && File.Exists(Path.Combine(folder, "initdb")) ? folder : null;
    }

    private static string? Newest(string versions) => !Directory.Exists(versions)
        ? null
        : Directory.GetDirectories(versions)
            .OrderByDescending(v => int.TryParse(Path.GetFileName(v), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Select(v => Path.Combine(v, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")) && File.Exists(Path.Combine(bin, "initdb")));
}
