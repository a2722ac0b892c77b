using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>A resource without a process of its own: a parameter, a database. It is as its parent is, and has its own health.</summary>
internal sealed partial class PassiveResource(
    IResource resource,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceHealth health,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider clock)
{
    /// <summary>Publishes the resource's states until cancelled.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            if (resource is IResourceWithParent child)
            {
                await FollowParentAsync(child.Parent, cancellationToken);
            }
            else
            {
                await LiveAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
        catch (Exception exception)
        {
            LogFailed(loggers.GetLogger(resource), exception, exception.Message);
            await PublishAsync(new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error));
        }
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { CreationTimeStamp = clock.GetUtcNow().UtcDateTime });
        if (resource is ParameterResource parameter)
        {
            var value = parameter.ValueInternal;
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                Properties = [new ResourcePropertySnapshot("Value", value) { IsSensitive = parameter.Secret }],
            });
        }

        await PublishAsync(KnownResourceStates.Running);
        await health.WatchAsync(resource, resource.Name, cancellationToken);
    }

    private async Task FollowParentAsync(IResource parent, CancellationToken cancellationToken)
    {
        await notifications.PublishUpdateAsync(resource, snapshot => snapshot with { CreationTimeStamp = clock.GetUtcNow().UtcDateTime });
        await eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, services), cancellationToken);
        using var watching = new HealthWatch(health, resource);
        ResourceStateSnapshot? last = null;
        await foreach (var change in notifications.WatchAsync(cancellationToken))
        {
            if (!ReferenceEquals(change.Resource, parent) || change.Snapshot.State == last)
            {
                continue;
            }

            last = change.Snapshot.State;
            await watching.StopAsync();
            await PublishAsync(last);
            if (last.Is(KnownResourceStates.Running))
            {
                watching.Start(cancellationToken);
            }
        }
    }

    private Task PublishAsync(ResourceStateSnapshot? state) => notifications.PublishUpdateAsync(resource, snapshot => snapshot with
    {
        State = state,
        StartTimeStamp = state.Is(KnownResourceStates.Running) ? clock.GetUtcNow().UtcDateTime : snapshot.StartTimeStamp,
        Ready = null,
        HealthReports = ResourceHealth.NotYetReported(resource),
    });

    [LoggerMessage(Level = LogLevel.Error, Message = "The resource failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, Exception exception, string reason);

    /// <summary>The health watch of the resource while its parent runs.</summary>
    private sealed class HealthWatch(ResourceHealth health, IResource resource) : IDisposable
    {
        private CancellationTokenSource? _alive;
        private Task _watch = Task.CompletedTask;

        public void Start(CancellationToken cancellationToken)
        {
            _alive = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _watch = health.WatchAsync(resource, resource.Name, _alive.Token);
        }

        public async Task StopAsync()
        {
            if (_alive is not null)
            {
                await _alive.CancelAsync();
                await _watch;
                _alive.Dispose();
                _alive = null;
            }
        }

        public void Dispose() => _alive?.Dispose();
    }
}
