using System.Collections.Concurrent;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Dashboard.Installation;

/// <summary>Runs the commands of an installation to their end.</summary>
internal sealed class InstallationStep(ProcessLauncher launcher)
{
    private const int LinesToTell = 5;

    /// <summary>Ends with the command, or ends the command when it is cancelled.</summary>
    /// <returns>Null when the command succeeded, else its exit code and last words.</returns>
    internal async Task<string?> RunAsync(ProcessPlan plan, CancellationToken cancellationToken)
    {
        var output = new ConcurrentQueue<string>();
        var process = await launcher.StartAsync(plan, (line, _) => output.Enqueue(line));
        try
        {
            var exitCode = await process.Exited.WaitAsync(cancellationToken);
            var words = output.Select(line => line.Trim()).Where(line => line.Length > 0).TakeLast(LinesToTell);
            return exitCode == 0 ? null : $"'{Path.GetFileName(plan.FileName)} {plan.Arguments[0]}' ended with exit code {exitCode}: {string.Join(' ', words)}";
        }
        finally
        {
            await process.StopAsync(Signal.Terminate, TimeSpan.FromSeconds(2));
        }
    }
}
