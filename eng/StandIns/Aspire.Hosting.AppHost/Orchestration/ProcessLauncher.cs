using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Starts processes that do not outlive this one, even when it is killed. The kernel's parent death signal does that
/// (<c>setpriv --pdeathsig</c>), and where it is not to be had, a <see cref="Watchdog"/>. Each child leads a session of
/// its own, so that Ctrl+C in a terminal reaches the AppHost only, which then stops its children in order.
/// </summary>
internal sealed class ProcessLauncher : IDisposable
{
    /// <summary>Ends at once when the parent died before the death signal was armed.</summary>
    private const string Guard = """[ "$PPID" = "$0" ] && exec "$@" """;

    private static readonly Lazy<bool> _hasDeathSignal = new(() => Succeeds("setpriv", "--pdeathsig", "KILL", "true"));
    private static readonly Lazy<bool> _hasSetsid = new(() => Succeeds("setsid", "true"));

    // The death signal is sent when the *thread* that started the child ends: hence one thread that starts them all and never ends.
    private static readonly Lazy<BlockingCollection<Action>> _starts = new(StartThread);

    private readonly Lazy<Watchdog?> _watchdog = new(() => _hasDeathSignal.Value ? null : new Watchdog());

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public async Task<ChildProcess> StartAsync(ProcessPlan plan, Action<string, bool> written)
    {
        if (!Directory.Exists(plan.WorkingDirectory))
        {
            throw new DistributedApplicationException($"The working directory '{plan.WorkingDirectory}' does not exist.");
        }

        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _starts.Value.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(StartInfoOf(plan))!);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        });
        var process = await started.Task;
        _watchdog.Value?.Watch(process.Id);
        // Taken before anybody waits for the end: a process that ends at once is let go of at once.
        var input = process.StandardInput;
        var child = new ChildProcess(process, written);
        await GiveAsync(input, plan.Input);
        _ = child.Exited.ContinueWith(_ => _watchdog.Value?.Forget(child.Id), TaskScheduler.Default);
        return child;
    }

    public void Dispose()
    {
        if (_watchdog.IsValueCreated)
        {
            _watchdog.Value?.Dispose();
        }
    }

    private static async Task GiveAsync(StreamWriter input, string? text)
    {
        try
        {
            await input.WriteAsync(text);
            input.Close();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // It has ended without reading; its exit code says why.
        }
    }

    private static ProcessStartInfo StartInfoOf(ProcessPlan plan)
    {
        string[] command = [.. Wrapping(plan.User), PathOf(plan.FileName), .. plan.Arguments];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = plan.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        InheritedEnvironment.Clean(info.Environment);
        foreach (var (name, value) in plan.Environment)
        {
            info.Environment[name] = value;
        }

        return info;
    }

    private static IEnumerable<string> Wrapping(string? user)
    {
        IEnumerable<string> session = _hasSetsid.Value ? ["setsid"] : [];
        IEnumerable<string> identity = user is null ? [] : ["--reuid", user, "--regid", UserGroup(user), "--clear-groups"];
        if (_hasDeathSignal.Value)
        {
            var parent = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
            return [.. session, "setpriv", .. identity, "--pdeathsig", "KILL", "sh", "-c", Guard, parent];
        }

        return user is null ? session : [.. session, "setpriv", .. identity];
    }

    private static string UserGroup(string user) => LocalUser.GroupOf(user);

    /// <summary>Says early and clearly that a program is missing; the wrapping would say it late.</summary>
    private static string PathOf(string program)
    {
        var path = program.Contains('/', StringComparison.Ordinal) ? program : Programs.Find(program);
        return path is not null && File.Exists(path)
            ? path
            : throw new DistributedApplicationException($"The program '{program}' was not found.");
    }

    private static BlockingCollection<Action> StartThread()
    {
        var starts = new BlockingCollection<Action>();
        var thread = new Thread(() =>
        {
            foreach (var start in starts.GetConsumingEnumerable())
            {
                start();
            }
        })
        {
            IsBackground = true,
            Name = "Process starter",
        };
        thread.Start();
        return starts;
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
