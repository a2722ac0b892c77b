using Aspire.Hosting.Dashboard.Installation;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Voucher.StandIns.Tests.Dashboard;

/// <summary>A test with Aspire's own dashboard. It is skipped where that cannot be had: on other systems, or without npm or network.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DashboardFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> _canBeHad = new(() =>
    {
        using var launcher = new ProcessLauncher();
        return DashboardPackage.ForThisMachine() is { } package
            && new DashboardInstaller(package, DashboardCache.OfUser(), new InstallationStep(launcher), NullLogger.Instance)
                .EnsureAsync(CancellationToken.None).GetAwaiter().GetResult() is not null;
    });

    public DashboardFactAttribute()
    {
        if (!_canBeHad.Value)
            Skip = "Aspire's dashboard cannot be had here.";
    }
}
