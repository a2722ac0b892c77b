using System.Collections.Concurrent;
using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.Stores;

/// <summary>Programs that do one thing and end.</summary>
internal static class CommandRuns
{
    /// <summary>Runs a program to its end, and answers what it wrote to standard output.</summary>
    /// <exception cref="DistributedApplicationException">Its exit code is not 0; the message has its last words.</exception>
    public static async Task<IReadOnlyList<string>> RunToEndAsync(this ProcessLauncher launcher, ProcessPlan plan, CancellationToken cancellationToken)
    {
        var output = new ConcurrentQueue<string>();
        var errors = new ConcurrentQueue<string>();
        var child = await launcher.StartAsync(plan, (line, isError) => (isError ? errors : output).Enqueue(line));
        using var _ = cancellationToken.Register(() => Signals.SendToGroup(child.Id, Signal.Kill));
        var exitCode = await child.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        return exitCode == 0
            ? [.. output]
            : throw new DistributedApplicationException(
                $"'{plan.FileName}' ended with exit code {exitCode}: {string.Join(Environment.NewLine, errors.Concat(output).TakeLast(10))}");
    }
}
