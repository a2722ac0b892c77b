using System.Runtime.Versioning;

namespace Voucher.StandIns.Tests.Dashboard;

/// <summary>An npm of our own, that packs a command line of our own, which unpacks a dashboard of our own.</summary>
[SupportedOSPlatform("linux")]
internal static class PackedDashboard
{
    /// <summary>Writes the npm into a folder, and returns its path.</summary>
    /// <param name="folder">A new folder of the test.</param>
    /// <param name="before">What npm does before it packs, as a shell says it.</param>
    /// <param name="dashboard">The content of the dashboard's executable.</param>
    /// <param name="calls">A file that gets a line for each call of npm.</param>
    internal static string Npm(string folder, string before, string dashboard, string calls)
    {
        var npm = Path.Combine(folder, "npm-" + Path.GetRandomFileName());
        var content = npm + "-content";
        Directory.CreateDirectory(Path.Combine(content, "package/bin"));
        File.WriteAllText(Path.Combine(content, "dashboard"), dashboard + "\n");
        Write(Path.Combine(content, "package/bin/aspire"), $"""
            #!/bin/sh
            mkdir -p "$3/versions/1/managed/wwwroot"
            cp {content}/dashboard "$3/versions/1/managed/aspire-managed"
            chmod +x "$3/versions/1/managed/aspire-managed"
            echo 'its page' > "$3/versions/1/managed/wwwroot/index.html"
            echo 'layout validation failed' >&2
            exit 6
            """);
        Write(npm, $"""
            #!/bin/sh
            echo "$1 $2" >> {calls}
            {before}
            tar -czf "$4/dashboard.tgz" -C {content} package
            """);
        return npm;
    }

    private static void Write(string script, string text)
    {
        File.WriteAllText(script, text);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
