using Aspire.Hosting.Dashboard.Installation;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Keeps the dashboard running in the background: has it fetched, starts it, and starts it again when it dies.</summary>
internal sealed class DashboardRunner(
    DashboardInstaller installer,
    DashboardLaunch launch,
    ProcessLauncher launcher,
    TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    /// <summary>How often it is started in all. The pause before each start is twice the one before, from 1 s on.</summary>
    private const int MaxStarts = 5;

    private readonly ILogger _logger = loggers.CreateLogger("Aspire.Hosting.DistributedApplication");
    private readonly DashboardOutput _output = new(loggers.CreateLogger("Aspire.Hosting.Dashboard"));
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private bool _announced;

    internal void Start() => _running = Task.Run(() => RunAsync(_stopping.Token));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        launch.ReleasePorts();
        _stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await installer.EnsureAsync(cancellationToken) is not { } executable)
                return;
            launch.ReleasePorts();
            for (var starts = 1; ; starts++)
            {
                var exitCode = await RunOnceAsync(executable, cancellationToken);
                if (starts == MaxStarts)
                {
                    DashboardLog.GivenUp(_logger, exitCode, starts);
                    return;
                }

                var pause = TimeSpan.FromSeconds(1 << (starts - 1));
                DashboardLog.Restarting(_logger, exitCode, pause);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application ends, and the dashboard with it.
        }
        catch (Exception exception)
        {
            // Without dashboard the application is still worth running.
            DashboardLog.Failed(_logger, exception);
        }
    }

    private async Task<int> RunOnceAsync(string executable, CancellationToken cancellationToken)
    {
        var plan = new ProcessPlan
        {
            FileName = executable,
            Arguments = ["dashboard"],
            WorkingDirectory = Path.GetDirectoryName(executable)!,
            Environment = launch.Environment(),
        };
        var process = await launcher.StartAsync(plan, (line, _) =>
        {
            // What it says while it is ended is about its being ended.
            if (!cancellationToken.IsCancellationRequested)
                _output.Write(line);
        });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var announcement = AnnounceAsync(ended.Token);
        try
        {
            return await process.Exited.WaitAsync(cancellationToken);
        }
        finally
        {
            await ended.CancelAsync();
            await announcement;
            // It has nothing to save, and nobody is to wait for its open pages.
            await process.StopAsync(Signal.Terminate, TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>Tells the user where the dashboard is, once it answers.</summary>
    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        if (_announced || !await AnswersAsync(cancellationToken))
            return;
        _announced = true;
        DashboardLog.Listening(_logger, launch.Frontend.Url);
        if (launch.LoginUrl is { } loginUrl)
            DashboardLog.Login(_logger, loginUrl);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = new Uri(launch.Frontend.Url), Timeout = TimeSpan.FromSeconds(5) };
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return true;
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), time, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // Too slow an answer, or the end of the dashboard: the loop's condition tells which.
            }
        }

        return false;
    }
}
