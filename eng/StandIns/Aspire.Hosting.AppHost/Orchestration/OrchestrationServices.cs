using Aspire.Hosting.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The services that run a distributed application.</summary>
internal static partial class OrchestrationServices
{
    public static void Add(
        HostApplicationBuilder host,
        DistributedApplicationOptions options,
        AppHostProject project,
        GeneratedParameters parameters,
        DistributedApplicationBuilder builder)
    {
        host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        host.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService", LogLevel.None);
        host.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);

        var services = host.Services;
        services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(1));
        services.Configure<ResourceNotificationServiceOptions>(o => o.DefaultWaitBehavior = options.DisableDashboard
            ? WaitBehavior.StopOnResourceUnavailable
            : WaitBehavior.WaitOnResourceUnavailable);
        services.AddHealthChecks();
        services.AddSingleton(options);
        services.AddSingleton(project);
        services.AddSingleton(parameters);
        services.AddSingleton(builder.ExecutionContext);
        services.AddSingleton(builder.Eventing);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new DistributedApplicationModel(builder.Resources));
        services.AddSingleton<ResourceLoggerService>();
        services.AddSingleton<ResourceNotificationService>();
        services.AddSingleton(sp => new ResourceCommandService(
            sp.GetRequiredService<ResourceNotificationService>(), sp.GetRequiredService<ResourceLoggerService>(), sp));
        services.AddSingleton<RunningDashboard>();
        services.AddSingleton<ProcessLauncher>();
        services.AddSingleton<DebianPackages>();
        services.AddSingleton<ResourceHealth>();
        services.AddSingleton<ProcessPlanner>();
        services.AddSingleton<ApplicationOrchestrator>();
        services.AddHostedService(sp => sp.GetRequiredService<ApplicationOrchestrator>());
    }

    /// <summary>Ties together what needs the built services.</summary>
    public static void Connect(IServiceProvider services, DistributedApplicationOptions options)
    {
        var loggers = services.GetRequiredService<ResourceLoggerService>();
        loggers.Clock = services.GetRequiredService<TimeProvider>();
        if (!options.EnableResourceLogging)
        {
            return;
        }

        var factory = services.GetRequiredService<ILoggerFactory>();
        var name = services.GetRequiredService<AppHostProject>().Name;
        loggers.Forward = (resource, line) =>
        {
            var logger = factory.CreateLogger($"{name}.Resources.{resource}");
            LogLine(logger, line.LineNumber, line.Content);
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{LineNumber}: {Line}")]
    private static partial void LogLine(ILogger logger, int lineNumber, string line);
}
