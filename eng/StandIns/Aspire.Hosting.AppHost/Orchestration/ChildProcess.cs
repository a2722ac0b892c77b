using System.Diagnostics;

namespace Aspire.Hosting.Orchestration;

/// <summary>A process that was started here, in a process group of its own.</summary>
internal sealed class ChildProcess
{
    private readonly Process _process;

    public ChildProcess(Process process, Action<string, bool> written)
    {
        _process = process;
        Id = process.Id;
        Exited = WaitAsync(PumpAsync(process.StandardOutput, line => written(line, false)), PumpAsync(process.StandardError, line => written(line, true)));
    }

    public int Id { get; }

    /// <summary>Completes with the exit code (128 + n after signal n) when the process has ended and its output is read.</summary>
    public Task<int> Exited { get; }

    /// <summary>Asks the process to end, and kills it when it has not ended within the limit.</summary>
    public async Task StopAsync(Signal signal, TimeSpan limit)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        Signals.Send(Id, signal);
        try
        {
            await Exited.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            Signals.SendToGroup(Id, Signal.Kill);
            Signals.Send(Id, Signal.Kill);
            await Exited;
        }
    }

    private async Task<int> WaitAsync(params Task[] pumps)
    {
        await _process.WaitForExitAsync();

        // A grandchild may hold the pipes open; the process itself has nothing more to say.
        await Task.WhenAny(Task.WhenAll(pumps), Task.Delay(TimeSpan.FromSeconds(1)));
        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> written)
    {
        try
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                written(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone.
        }
    }
}
