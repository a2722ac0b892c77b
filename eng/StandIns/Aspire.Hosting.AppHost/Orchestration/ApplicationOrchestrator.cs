using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts and stops the distributed application.</summary>
internal sealed partial class ApplicationOrchestrator(
    DistributedApplicationModel model,
    DistributedApplicationOptions options,
    AppHostProject project,
    IConfiguration configuration,
    IDistributedApplicationEventing eventing,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    RunningDashboard dashboard,
    IServiceProvider services,
    ILogger<DistributedApplication> logger) : IHostedService, IAsyncDisposable
{
    private readonly List<ResourceRunner> _runners = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _followers = [];
    private Task? _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LogStarting();
        LogDirectory(project.Directory);
        await eventing.PublishAsync(new BeforeStartEvent(services, model), cancellationToken);
        if (!options.DisableDashboard)
        {
            dashboard.Handle = await DashboardHost.StartAsync(services, cancellationToken);
        }

        Ports.Allocate(model.Resources, RunSettings.RandomizePorts(configuration));
        await CreateAsync();
        foreach (var runner in _runners.Where(r => !r.Resource.HasAnnotationOfType<ExplicitStartupAnnotation>()))
        {
            runner.Begin();
        }

        LogStarted();
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            return _stopped ??= StopAllAsync();
        }
    }

    /// <exception cref="DistributedApplicationException">There is no such instance.</exception>
    public ResourceRunner RunnerOf(string id) => _runners.Find(r => string.Equals(r.Id, id, StringComparison.OrdinalIgnoreCase))
        ?? throw new DistributedApplicationException($"The resource '{id}' is no process.");

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        _runners.ForEach(runner => runner.Dispose());
        _stopping.Dispose();
    }

    private async Task CreateAsync()
    {
        foreach (var resource in model.Resources)
        {
            if (ResourceInstances.IsProcess(resource))
            {
                var ids = resource.GetResolvedResourceNames();
                for (var ordinal = 0; ordinal < ids.Count; ordinal++)
                {
                    var state = ActivatorUtilities.CreateInstance<RunState>(services, resource, ids[ordinal], ordinal);
                    await state.CreatedAsync(resource.HasAnnotationOfType<ExplicitStartupAnnotation>());
                    _runners.Add(ActivatorUtilities.CreateInstance<ResourceRunner>(services, resource, ids[ordinal], ordinal, state));
                }
            }
            else
            {
                _followers.Add(ActivatorUtilities.CreateInstance<PassiveResource>(services, resource).FollowAsync(_stopping.Token));
            }
        }
    }

    private async Task StopAllAsync()
    {
        await _stopping.CancelAsync();
        var order = new StopOrder(_runners);
        await order.StopAsync();
        await Task.WhenAll(_followers);
        foreach (var process in model.Resources.SelectMany(r => r.Annotations.OfType<LocalProcessAnnotation>()))
        {
            process.CleanUp();
        }

        if (dashboard.Handle is { } handle)
        {
            await handle.DisposeAsync();
        }

        loggers.CompleteAll();
        notifications.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Distributed application starting.")]
    private partial void LogStarting();

    [LoggerMessage(Level = LogLevel.Information, Message = "Application host directory is: {Directory}")]
    private partial void LogDirectory(string directory);

    [LoggerMessage(Level = LogLevel.Information, Message = "Distributed application started. Press Ctrl+C to shut down.")]
    private partial void LogStarted();
}
