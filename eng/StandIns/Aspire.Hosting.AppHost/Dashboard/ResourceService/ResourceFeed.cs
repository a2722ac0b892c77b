using Microsoft.Extensions.Logging;
using Resource = Aspire.Hosting.Dashboard.ResourceService.Messages.Resource;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>
/// The newest state of every resource instance, for any number of watching dashboards. A watcher that reads slowly misses
/// intermediate states, never the last one, and what waits for it is at most one state an instance.
/// </summary>
internal sealed class ResourceFeed(ResourceNotificationService notifications, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Resource> _current = new(StringComparer.Ordinal);
    private readonly List<ResourceSubscription> _subscriptions = [];
    private readonly DateTime _startedAt = time.GetUtcNow().UtcDateTime;

    /// <summary>Follows the application's notifications until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var notification in notifications.WatchAsync(cancellationToken))
        {
            try
            {
                Publish(ResourceMessage.From(notification, _startedAt));
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One resource with a property that cannot be sent must not blind the dashboard for the others.
                ResourceServiceLog.ResourceNotSent(logger, exception, notification.ResourceId);
            }
        }
    }

    internal ResourceSubscription Subscribe()
    {
        lock (_gate)
        {
            var subscription = new ResourceSubscription([.. _current.Values], Unsubscribe);
            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    private void Publish(Resource resource)
    {
        lock (_gate)
        {
            _current[resource.Name] = resource;
            foreach (var subscription in _subscriptions)
                subscription.Offer(resource);
        }
    }

    private void Unsubscribe(ResourceSubscription subscription)
    {
        lock (_gate)
            _subscriptions.Remove(subscription);
    }
}
