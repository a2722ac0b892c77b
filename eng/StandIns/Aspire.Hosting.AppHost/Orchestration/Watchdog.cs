using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// A shell that reads the ids of children from a pipe, and kills those that are left when the pipe ends: with this
/// process, however it dies. Stands in for the parent death signal where <c>setpriv</c> cannot set it.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        pids=' '
        while read -r change pid; do
          case $change in
            +) pids="$pids$pid " ;;
            -) pids="${pids%% $pid *} ${pids#* $pid }" ;;
          esac
        done
        for pid in $pids; do kill -KILL "$pid" 2>/dev/null; done
        """;

    private readonly Lock _lock = new();
    private readonly Process _shell = Process.Start(new ProcessStartInfo("sh", ["-c", Script]) { UseShellExecute = false, RedirectStandardInput = true })!;

    public void Watch(int processId) => Tell('+', processId);

    public void Forget(int processId) => Tell('-', processId);

    public void Dispose()
    {
        lock (_lock)
        {
            _shell.StandardInput.Close();
            _shell.Dispose();
        }
    }

    private void Tell(char change, int processId)
    {
        lock (_lock)
        {
            _shell.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{change} {processId}"));
            _shell.StandardInput.Flush();
        }
    }
}
