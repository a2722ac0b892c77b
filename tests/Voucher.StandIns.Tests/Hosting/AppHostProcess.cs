using System.Diagnostics;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>The sample AppHost as a process of its own, for tests that kill it.</summary>
internal sealed class AppHostProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private AppHostProcess(string stateFolder)
    {
        // A shell starts what runs in its background with SIGINT ignored, and that is inherited: a terminal would not.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", "exec", typeof(Projects.Sample_AppHost).Assembly.Location])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { ["XDG_STATE_HOME"] = stateFolder },
        };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Starts it; <paramref name="stateFolder"/> is where it keeps data and passwords.</summary>
    public static AppHostProcess Start(string stateFolder) => new(stateFolder);

    /// <summary>Waits until everything is up, and answers where its service listens.</summary>
    public async Task<Uri> ReadyAsync()
    {
        try
        {
            return new Uri(await _ready.Task.WaitAsync(TimeSpan.FromMinutes(2)));
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException("The AppHost is not ready: " + string.Join('\n', Lines()), exception);
        }
    }

    /// <summary>Waits for a line of its output.</summary>
    public async Task<string> LineAsync(string part)
    {
        string? found = null;
        await Eventually.TrueAsync(() => (found = Lines().FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal))) is not null, TimeSpan.FromMinutes(1));
        return found!;
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<int> ExitCodeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private string[] Lines()
    {
        lock (_output)
        {
            return [.. _output];
        }
    }

    private void Read(string? line)
    {
        const string Ready = "ready: ";
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException("The AppHost ended: " + string.Join('\n', Lines())));
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (line.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(line[Ready.Length..]);
        }
    }
}
