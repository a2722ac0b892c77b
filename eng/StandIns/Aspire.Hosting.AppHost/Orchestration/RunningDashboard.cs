using Aspire.Hosting.Dashboard;

namespace Aspire.Hosting.Orchestration;

/// <summary>The dashboard of this run, null where there is none.</summary>
internal sealed class RunningDashboard
{
    public DashboardHandle? Handle { get; set; }
}
