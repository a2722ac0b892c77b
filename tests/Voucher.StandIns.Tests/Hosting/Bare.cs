using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>Applications that a test makes itself, without an AppHost.</summary>
internal static class Bare
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static IDistributedApplicationBuilder Builder(params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

    /// <summary>A program that is a line of shell.</summary>
    public static IResourceBuilder<ExecutableResource> AddShell(this IDistributedApplicationBuilder builder, string name, string script) =>
        builder.AddExecutable(name, "sh", "/", "-c", script);

    public static async Task<DistributedApplication> StartAsync(this IDistributedApplicationBuilder builder)
    {
        var application = builder.Build();
        await application.StartAsync();
        return application;
    }

    public static async Task<CustomResourceSnapshot> ReachAsync(this DistributedApplication application, string name, string state)
    {
        using var limit = new CancellationTokenSource(Patience);
        var reached = await application.ResourceNotifications.WaitForResourceAsync(
            name, e => string.Equals(e.Snapshot.State?.Text, state, StringComparison.Ordinal), limit.Token);
        return reached.Snapshot;
    }

    public static async Task<CustomResourceSnapshot> BeHealthyAsync(this DistributedApplication application, string name)
    {
        using var limit = new CancellationTokenSource(Patience);
        return (await application.ResourceNotifications.WaitForResourceHealthyAsync(name, limit.Token)).Snapshot;
    }

    /// <summary>All that a resource has written, once it has ended.</summary>
    public static async Task<IReadOnlyList<LogLine>> LinesAsync(this DistributedApplication application, IResource resource)
    {
        var lines = new List<LogLine>();
        await foreach (var some in ((ResourceLoggerService)application.Services.GetService(typeof(ResourceLoggerService))!).GetAllAsync(resource))
        {
            lines.AddRange(some);
        }

        return lines;
    }
}
