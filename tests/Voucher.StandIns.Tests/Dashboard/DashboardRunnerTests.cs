using System.Runtime.Versioning;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dashboard.Installation;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Voucher.StandIns.Tests.Dashboard;

[SupportedOSPlatform("linux")]
public sealed class DashboardRunnerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dashboard-").FullName;
    private readonly ProcessLauncher _launcher = new();
    private readonly RecordedLog _log = new();

    [Fact]
    public async Task A_dashboard_that_keeps_dying_is_started_five_times_and_then_no_more()
    {
        var starts = Path.Combine(_folder, "starts");
        await using var runner = Runner($$$"""
            #!/bin/sh
            echo "$1 $ASPNETCORE_URLS $DASHBOARD__FRONTEND__BROWSERTOKEN" >> {{{starts}}}
            echo '{"EventId":0,"LogLevel":"Error","Category":"Aspire","Message":"a message","State":{}}'
            echo 'Unhandled exception.' >&2
            exit 7
            """);

        runner.Start();
        await _log.FirstAsync("not started again after 5 starts").WaitAsync(TimeSpan.FromSeconds(30));

        var started = await File.ReadAllLinesAsync(starts);
        Assert.Equal(5, started.Length);
        Assert.Matches("^dashboard http://localhost:[0-9]+ the-token$", Assert.Single(started.Distinct(StringComparer.Ordinal)));
        Assert.Equal(4, _log.Messages.Count(message => message.StartsWith("Warning The dashboard ended with exit code 7", StringComparison.Ordinal)));
        Assert.Equal(5, _log.Messages.Count(message => message is "Error a message"));
        Assert.Equal(5, _log.Messages.Count(message => message is "Warning Unhandled exception."));
        Assert.DoesNotContain(_log.Messages, message => message.Contains("Login", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dashboard_ends_with_its_application()
    {
        var runner = Runner("""
            #!/bin/sh
            echo "pid $$"
            exec sleep 600
            """);
        runner.Start();
        var pid = (await _log.FirstAsync("pid ").WaitAsync(TimeSpan.FromSeconds(30))).Split(' ')[^1];
        Assert.True(Directory.Exists($"/proc/{pid}"));

        await runner.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{pid}"));
    }

    public void Dispose()
    {
        _launcher.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private DashboardRunner Runner(string dashboard)
    {
        var npm = PackedDashboard.Npm(_folder, "", dashboard, Path.Combine(_folder, "calls"));
        var package = new DashboardPackage("@somebody/dashboard", "1.2.3") { Npm = npm };
        var installer = new DashboardInstaller(package, new DashboardCache(Path.Combine(_folder, "cache")), new InstallationStep(_launcher), _log);
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["AppHost:BrowserToken"] = "the-token" }).Build();
        var launch = new DashboardLaunch(
            DashboardAccess.From(configuration),
            DashboardEndpoint.Frontend("http://localhost:0", _log),
            DashboardEndpoint.Telemetry(null),
            DashboardEndpoint.Telemetry(null),
            "http://127.0.0.1:1");
        return new DashboardRunner(installer, launch, _launcher, new HurriedTime(), LoggerFactory.Create(logging => logging.AddProvider(_log)));
    }

    /// <summary>Lets no pause last.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
