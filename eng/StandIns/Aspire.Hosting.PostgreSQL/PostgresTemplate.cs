using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Postgres;

/// <summary>A data folder as <c>initdb</c> leaves it, kept to be copied: that takes a tenth of the time.</summary>
internal static class PostgresTemplate
{
    private const string HostAccess = """
        # Passwords only, over loopback only.
        host all all 127.0.0.1/32 scram-sha-256
        host all all ::1/128 scram-sha-256

        """;

    public static async Task CopyAsync(PostgresPrograms programs, string target, CancellationToken cancellationToken)
    {
        var template = await EnsureAsync(programs, cancellationToken);
        await programs.RunToolAsync("cp", ["-a", "--reflink=auto", template, target], cancellationToken);
    }

    private static async Task<string> EnsureAsync(PostgresPrograms programs, CancellationToken cancellationToken)
    {
        var version = (await programs.RunAsync("postgres", ["--version"], cancellationToken))[0];
        var name = string.Concat(version.Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '_'));
        var template = Path.Combine(UserFolders.Cache, "postgres-templates", $"{name}-{LocalUser.Unprivileged}");
        using var exclusive = await FileLock.AcquireAsync(template + ".lock", cancellationToken);
        if (Directory.Exists(template))
        {
            return template;
        }

        // The server's user fills a folder of its own, which is moved to its place only when it is complete.
        var work = template + ".new";
        if (Directory.Exists(work))
        {
            Directory.Delete(work, recursive: true);
        }

        Directory.CreateDirectory(work);
        if (LocalUser.Unprivileged is { } user)
        {
            await programs.RunToolAsync("chown", [user, work], cancellationToken);
        }

        string[] arguments = ["-D", work, "-U", PostgresRole.Superuser, "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync", "--no-instructions"];
        await programs.RunAsync("initdb", arguments, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(work, "pg_hba.conf"), HostAccess, cancellationToken);
        Directory.Move(work, template);
        return template;
    }
}
