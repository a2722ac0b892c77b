using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Voucher.AppHost.Tests;

/// <summary>Why the system did not start: each resource's state, and the end of what it wrote.</summary>
internal static class StartReport
{
    private const int LastLines = 30;

    public static async Task<string> WriteAsync(DistributedApplication application)
    {
        var report = new StringBuilder();
        var model = application.Services.GetRequiredService<DistributedApplicationModel>();
        var logs = application.Services.GetRequiredService<ResourceLoggerService>();
        foreach (var resource in model.Resources)
        {
            if (!application.ResourceNotifications.TryGetCurrentState(resource.Name, out var current))
                continue;
            report.AppendLine($"{resource.Name}: {current.Snapshot.State?.Text}, exit code {current.Snapshot.ExitCode}, health {current.Snapshot.HealthStatus}");
            var lines = new List<string>();
            await foreach (var batch in logs.GetAllAsync(current.ResourceId))
                lines.AddRange(batch.Select(line => line.Content));
            foreach (var line in lines.TakeLast(LastLines))
                report.Append("    ").AppendLine(line);
        }
        return report.ToString();
    }
}
