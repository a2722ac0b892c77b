using Aspire.Hosting.Dashboard.Installation;
using Aspire.Hosting.Dashboard.ResourceService;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Starts the dashboard, when there is one for this machine.</summary>
internal static class DashboardHost
{
    /// <summary>Where the dashboard's address is configured, and where it can be read once it is chosen.</summary>
    private const string UrlsKey = "ASPNETCORE_URLS";

    /// <summary>
    /// Starts the resource service, and the dashboard in the background; null, with a warning logged, when no dashboard can
    /// be had. The addresses are chosen and reserved first and told at once, because every resource needs them in its
    /// environment, and no resource is to wait while the dashboard is fetched: exporters try again until it answers.
    /// </summary>
    public static async Task<DashboardHandle?> StartAsync(IServiceProvider services, CancellationToken ct)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Aspire.Hosting.DistributedApplication");
        if (DashboardPackage.ForThisMachine() is not { } package)
        {
            DashboardLog.Unavailable(logger, "Aspire's npm package for this operating system is not supported.");
            return null;
        }

        var launcher = services.GetRequiredService<ProcessLauncher>();
        var installer = new DashboardInstaller(package, DashboardCache.OfUser(), new InstallationStep(launcher), logger);
        if (!installer.MayHaveDashboard())
        {
            DashboardLog.Unavailable(logger, "it is not in the cache, and there is no npm to fetch it with.");
            return null;
        }

        var configuration = services.GetRequiredService<IConfiguration>();
        var access = DashboardAccess.From(configuration);
        var frontend = DashboardEndpoint.Frontend(configuration[UrlsKey] ?? (RunSettings.RandomizePorts(configuration) ? "http://localhost:0" : null), logger);
        configuration[UrlsKey] = frontend.Url;
        var resourceService = new ResourceServiceHost(services, ApplicationName(services, configuration), access.ResourceServiceKey);
        var launch = new DashboardLaunch(
            access,
            frontend,
            DashboardEndpoint.Telemetry(DashboardAccess.AspireSetting(configuration, "DASHBOARD_OTLP_ENDPOINT_URL")),
            DashboardEndpoint.Telemetry(DashboardAccess.AspireSetting(configuration, "DASHBOARD_OTLP_HTTP_ENDPOINT_URL")),
            await resourceService.StartAsync(ct));
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var dashboard = new DashboardRunner(installer, launch, launcher, time, services.GetRequiredService<ILoggerFactory>());
        dashboard.Start();
        return new DashboardHandle(launch, async () =>
        {
            // The dashboard first: it would complain of a resource service that is gone.
            await dashboard.DisposeAsync();
            await resourceService.DisposeAsync();
        });
    }

    private static string ApplicationName(IServiceProvider services, IConfiguration configuration)
    {
        const string suffix = ".AppHost";
        var name = configuration["AppHost:DashboardApplicationName"] ?? services.GetRequiredService<IHostEnvironment>().ApplicationName;
        return name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase) ? name[..^suffix.Length] : name;
    }
}
