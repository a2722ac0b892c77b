using System.Collections.Immutable;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Watches the health of running resources, and says when they are ready.</summary>
internal sealed partial class ResourceHealth(
    HealthCheckService checks,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    IDistributedApplicationEventing eventing,
    IServiceProvider services,
    TimeProvider clock)
{
    private static readonly TimeSpan _whenHealthy = TimeSpan.FromSeconds(30);

    /// <summary>The pace of the first checks. Real Aspire waits whole seconds; a developer should not have to.</summary>
    private static readonly TimeSpan _step = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(5);

    /// <summary>Runs the checks of one instance until cancelled, which is when it ends.</summary>
    public async Task WatchAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        try
        {
            var keys = KeysOf(resource);
            var failures = 0;
            var isReady = false;
            do
            {
                var healthy = keys.Count == 0 || await CheckAsync(resource, id, keys, cancellationToken);
                if (healthy && !isReady)
                {
                    isReady = true;
                    await AnnounceAsync(resource, id, cancellationToken);
                }

                failures = healthy ? 0 : failures + 1;
                var pause = healthy ? _whenHealthy : _step * failures;
                await Task.Delay(pause > _longest && !healthy ? _longest : pause, clock, cancellationToken);
            }
            while (keys.Count > 0);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It ended.
        }
    }

    public static ImmutableArray<HealthReportSnapshot> NotYetReported(IResource resource) =>
        [.. KeysOf(resource).Select(key => new HealthReportSnapshot(key, Status: null, Description: null, ExceptionText: null))];

    private static HashSet<string> KeysOf(IResource resource) =>
        resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key).ToHashSet(StringComparer.Ordinal);

    private async Task<bool> CheckAsync(IResource resource, string id, HashSet<string> keys, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => keys.Contains(check.Name), cancellationToken);
        var now = clock.GetUtcNow().UtcDateTime;
        ImmutableArray<HealthReportSnapshot> reports =
        [
            .. report.Entries.Select(entry => new HealthReportSnapshot(
                entry.Key, entry.Value.Status, entry.Value.Description, entry.Value.Exception?.ToString()) { LastRunAt = now }),
        ];
        cancellationToken.ThrowIfCancellationRequested();
        await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with { HealthReports = reports });
        return report.Status == HealthStatus.Healthy;
    }

    private async Task AnnounceAsync(IResource resource, string id, CancellationToken cancellationToken)
    {
        var ready = eventing.PublishAsync(new ResourceReadyEvent(resource, services), cancellationToken);
        await notifications.PublishUpdateAsync(resource, id, snapshot => snapshot with { Ready = ready });
        try
        {
            await ready;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotReady(loggers.GetLogger(id), exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What was to be done when the resource is ready failed.")]
    private static partial void LogNotReady(ILogger logger, Exception exception);
}
