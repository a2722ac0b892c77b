using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>The resource service of an application: its server, and the feed of its resources.</summary>
internal sealed class ResourceServiceHost : IAsyncDisposable
{
    private readonly ResourceFeed _feed;
    private readonly ResourceServiceServer _server;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    internal ResourceServiceHost(IServiceProvider services, string applicationName, string key)
    {
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Aspire.Hosting.Dashboard.ResourceService");
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        _feed = new ResourceFeed(services.GetRequiredService<ResourceNotificationService>(), time, _logger);
        var calls = new ResourceServiceCalls(
            applicationName, _feed, services.GetRequiredService<ResourceLoggerService>(), services.GetRequiredService<ResourceCommandService>(), _logger);
        _server = new ResourceServiceServer(calls, key, _logger);
    }

    /// <summary>Begins to serve, and tells the address.</summary>
    internal Task<string> StartAsync(CancellationToken cancellationToken)
    {
        _following = FollowAsync();
        return _server.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        await _following;
        _stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await _feed.RunAsync(_stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The application has ended, or just its notifications have, which are disposed with it.
        }
        catch (Exception exception)
        {
            ResourceServiceLog.FeedEnded(_logger, exception);
        }
    }
}
