using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard.Installation;

/// <summary>
/// Sees to it that Aspire's dashboard is in the user's cache: fetched once, whichever AppHosts ask at the same time, and
/// again when the cached files are not what they were.
/// </summary>
internal sealed class DashboardInstaller(DashboardPackage package, DashboardCache cache, InstallationStep step, ILogger logger)
{
    /// <summary>The one file of the dashboard that is run; its assets lie beside it.</summary>
    internal const string ExecutableName = "aspire-managed";

    /// <summary>How long fetching and unpacking may take. Default: 5 minutes.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>False when it is certain, at a glance, that <see cref="EnsureAsync"/> can only fail.</summary>
    internal bool MayHaveDashboard() => cache.Holds(package.Version) || package.CanBeFetched();

    /// <summary>The path of the dashboard's executable; null, with a warning logged, when it cannot be had.</summary>
    internal async Task<string?> EnsureAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            var entry = await cache.FindAsync(package.Version, limit.Token) ?? await InstallAsync(limit.Token);
            return Path.Combine(entry, ExecutableName);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            DashboardLog.InstallationFailed(logger, $"It took longer than {Timeout}.");
        }
        catch (Exception exception) when (exception
            is DashboardInstallationException or DistributedApplicationException or Win32Exception
            or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            DashboardLog.InstallationFailed(logger, exception.Message);
        }

        return null;
    }

    private async Task<string> InstallAsync(CancellationToken cancellationToken)
    {
        using var alone = await cache.LockAsync(cancellationToken);
        if (await cache.FindAsync(package.Version, cancellationToken) is { } installedByAnother)
            return installedByAnother;
        DashboardLog.Installing(logger, package.Version, package.Name);
        var started = Stopwatch.GetTimestamp();
        var staging = cache.CreateStaging();
        try
        {
            var complete = await package.FetchAsync(staging, step, cancellationToken);
            var entry = await cache.PutAsync(package.Version, complete, staging, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
            DashboardLog.Installed(logger, entry, took);
            return entry;
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }
}
