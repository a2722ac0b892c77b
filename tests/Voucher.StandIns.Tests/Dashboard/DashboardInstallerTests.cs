using System.Globalization;
using System.Runtime.Versioning;
using Aspire.Hosting.Dashboard.Installation;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Voucher.StandIns.Tests.Dashboard;

/// <summary>The installer with an npm of our own, whose dashboard is a text.</summary>
[SupportedOSPlatform("linux")]
public sealed class DashboardInstallerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dashboard-").FullName;
    private readonly ProcessLauncher _launcher = new();

    private string Cache => Path.Combine(_folder, "cache");

    private string Calls => Path.Combine(_folder, "calls");

    [Fact]
    public async Task The_dashboard_is_fetched_once()
    {
        var npm = Npm("");

        var first = await Installer(npm).EnsureAsync(CancellationToken.None);
        var second = await Installer(npm).EnsureAsync(CancellationToken.None);

        Assert.Equal(Path.Combine(Cache, "1.2.3", "aspire-managed"), first);
        Assert.Equal(first, second);
        Assert.Equal("a dashboard\n", await File.ReadAllTextAsync(first!));
        Assert.Equal("pack @somebody/dashboard@1.2.3", Assert.Single(await File.ReadAllLinesAsync(Calls)));
        Assert.Equal([Path.Combine(Cache, "1.2.3")], Directory.GetDirectories(Cache));
    }

    [Fact]
    public async Task Installers_at_the_same_time_fetch_it_once_and_all_have_it()
    {
        var npm = Npm("");

        var paths = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Installer(npm).EnsureAsync(CancellationToken.None))));

        Assert.All(paths, path => Assert.Equal(Path.Combine(Cache, "1.2.3", "aspire-managed"), path));
        Assert.Single(await File.ReadAllLinesAsync(Calls));
    }

    [Theory]
    [InlineData("aspire-managed", "a dashboarx\n")]
    [InlineData("aspire-managed", null)]
    [InlineData("wwwroot/index.html", "")]
    [InlineData("SHA256SUMS", "")]
    [InlineData("SHA256SUMS", null)]
    public async Task A_damaged_dashboard_is_fetched_again(string file, string? damage)
    {
        var npm = Npm("");
        var installed = await Installer(npm).EnsureAsync(CancellationToken.None);
        var damaged = Path.Combine(Cache, "1.2.3", file);
        if (damage is null)
            File.Delete(damaged);
        else
            await File.WriteAllTextAsync(damaged, damage);

        Assert.Equal(installed, await Installer(npm).EnsureAsync(CancellationToken.None));

        Assert.Equal("a dashboard\n", await File.ReadAllTextAsync(installed!));
        Assert.Equal("its page\n", await File.ReadAllTextAsync(Path.Combine(Cache, "1.2.3", "wwwroot/index.html")));
        Assert.Equal(2, (await File.ReadAllLinesAsync(Calls)).Length);
        Assert.Equal([Path.Combine(Cache, "1.2.3")], Directory.GetDirectories(Cache));
    }

    [Fact]
    public async Task A_failing_npm_leaves_nothing_behind_and_its_words_in_the_log()
    {
        var log = new RecordedLog();

        Assert.Null(await Installer(Npm("echo 'no network' >&2; exit 3"), log).EnsureAsync(CancellationToken.None));

        var warning = Assert.Single(log.Messages, message => message.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("exit code 3: no network", warning, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(Cache));
        Assert.NotNull(await Installer(Npm("")).EnsureAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_missing_npm_is_a_warning()
    {
        var log = new RecordedLog();
        var installer = Installer(Path.Combine(_folder, "no-npm"), log);

        Assert.False(installer.MayHaveDashboard());
        Assert.Null(await installer.EnsureAsync(CancellationToken.None));
        Assert.Single(log.Messages, message => message.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_npm_that_hangs_is_ended()
    {
        var log = new RecordedLog();
        var pid = Path.Combine(_folder, "pid");

        var installer = Installer(Npm($"echo $$ > {pid}; exec sleep 600"), log, TimeSpan.FromSeconds(2));

        Assert.Null(await installer.EnsureAsync(CancellationToken.None));

        var warning = Assert.Single(log.Messages, message => message.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains("took longer", warning, StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{int.Parse(await File.ReadAllTextAsync(pid), CultureInfo.InvariantCulture)}"));
        Assert.Empty(Directory.GetDirectories(Cache));
    }

    [Fact]
    public async Task What_a_killed_installer_has_left_is_removed()
    {
        Directory.CreateDirectory(Path.Combine(Cache, ".staging-of-the-dead", "half"));

        Assert.NotNull(await Installer(Npm("")).EnsureAsync(CancellationToken.None));

        Assert.Equal([Path.Combine(Cache, "1.2.3")], Directory.GetDirectories(Cache));
    }

    public void Dispose()
    {
        _launcher.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private DashboardInstaller Installer(string npm, RecordedLog? log = null, TimeSpan? timeout = null) => new(
        new DashboardPackage("@somebody/dashboard", "1.2.3") { Npm = npm },
        new DashboardCache(Cache),
        new InstallationStep(_launcher),
        log is null ? NullLogger.Instance : log)
    {
        Timeout = timeout ?? TimeSpan.FromMinutes(1),
    };

    private string Npm(string before) => PackedDashboard.Npm(_folder, before, "a dashboard", Calls);
}
