using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The life of one instance of a process resource: waits, starts, watches, stops, starts again when told.</summary>
internal sealed partial class ResourceRunner(
    IResource resource,
    string id,
    int ordinal,
    IServiceProvider services,
    ProcessPlanner planner,
    ProcessLauncher launcher,
    ResourceHealth health,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    RunState state,
    ILogger<DistributedApplication> console) : IDisposable
{
    private readonly SemaphoreSlim _oneCommand = new(1);
    private readonly ILogger _logger = loggers.GetLogger(id);
    private CancellationTokenSource _attempting = new();
    private Task _attempt = Task.CompletedTask;
    private ChildProcess? _child;
    private ProcessPlan? _plan;
    private Task _life = Task.CompletedTask;

    public IResource Resource => resource;

    public string Id => id;

    /// <summary>Begins to start, dependencies first; returns at once.</summary>
    public void Begin() => _attempt = AttemptAsync(wait: true, _attempting.Token);

    /// <summary>Starts now, without waiting for dependencies; returns when the process runs or failed to. Running already: does nothing.</summary>
    public async Task StartNowAsync()
    {
        using var _ = await EnterAsync();
        await AbandonAttemptAsync();
        if (_child is { Exited.IsCompleted: false })
        {
            return;
        }

        // It has ended, as everybody can see, but what follows from that may not be done yet.
        await _life;
        _attempt = AttemptAsync(wait: false, _attempting.Token);
        await _attempt;
    }

    /// <summary>Stops the process, or the wait for its start; returns when it is gone.</summary>
    public async Task StopAsync()
    {
        using var _ = await EnterAsync();
        await StopProcessAsync();
    }

    public async Task RestartAsync()
    {
        using var _ = await EnterAsync();
        await StopProcessAsync();
        _attempt = AttemptAsync(wait: false, _attempting.Token);
        await _attempt;
    }

    public void Dispose()
    {
        _attempting.Dispose();
        _oneCommand.Dispose();
    }

    private async Task StopProcessAsync()
    {
        await AbandonAttemptAsync();
        if (_child is { Exited.IsCompleted: false } child && _plan is { } plan)
        {
            await state.StoppingAsync();
            await child.StopAsync(plan.StopSignal, plan.StopLimit);
        }

        await _life;
    }

    private async Task AbandonAttemptAsync()
    {
        await _attempting.CancelAsync();
        await _attempt;
        _attempting.Dispose();
        _attempting = new CancellationTokenSource();
    }

    private async Task AttemptAsync(bool wait, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await state.StartingAsync();
            await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
            if (wait)
            {
                await state.WaitForDependenciesAsync(cancellationToken);
            }

            await eventing.PublishAsync(new BeforeResourceStartedEvent(resource, services), cancellationToken);
            _plan = await planner.PlanAsync(resource, id, ordinal, cancellationToken);
            _child = await launcher.StartAsync(_plan, (line, isError) => loggers.Write(id, line, isError));
            await state.RunningAsync(_child.Id, _plan);
            _life = LiveAsync(_child, _plan);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await state.NotStartedAsync();
        }
        catch (Exception exception)
        {
            // Whatever is wrong with it is this resource's failure, not the AppHost's.
            LogFailedToStart(_logger, exception, exception.Message);
            LogResourceFailedToStart(console, id, exception.Message);
            await state.FailedToStartAsync();
        }
    }

    private async Task LiveAsync(ChildProcess child, ProcessPlan plan)
    {
        using var alive = new CancellationTokenSource();
        var watching = health.WatchAsync(resource, id, alive.Token);
        var exitCode = await child.Exited;
        await alive.CancelAsync();
        await watching;
        plan.Ended?.Invoke();
        var last = await state.EndedAsync(exitCode);
        if (string.Equals(last.Snapshot.State?.Style, KnownResourceStateStyles.Error, StringComparison.Ordinal))
        {
            LogResourceFailed(console, id, exitCode);
        }

        await eventing.PublishAsync(new ResourceStoppedEvent(resource, services, last));
    }

    private async Task<IDisposable> EnterAsync()
    {
        await _oneCommand.WaitAsync();
        return new Releaser(_oneCommand);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to start: {Reason}")]
    private static partial void LogFailedToStart(ILogger logger, Exception exception, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to start resource {ResourceId}: {Reason}")]
    private static partial void LogResourceFailedToStart(ILogger logger, string resourceId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Resource {ResourceId} ended by itself with exit code {ExitCode}.")]
    private static partial void LogResourceFailed(ILogger logger, string resourceId, int exitCode);

    private sealed class Releaser(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
