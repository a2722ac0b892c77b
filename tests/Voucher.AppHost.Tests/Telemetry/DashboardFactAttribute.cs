namespace Voucher.AppHost.Tests.Telemetry;

/// <summary>A test that asks the dashboard. It is skipped where the dashboard cannot be fetched.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DashboardFactAttribute : FactAttribute
{
    public DashboardFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "npm"))))
            Skip = "Without npm there is no dashboard.";
    }
}
