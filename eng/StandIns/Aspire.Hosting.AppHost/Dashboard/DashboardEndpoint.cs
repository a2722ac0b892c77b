using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>An address on which the dashboard is going to listen. Always on the loopback interface.</summary>
internal sealed class DashboardEndpoint : IDisposable
{
    private readonly ReservedPort? _reserved;

    private DashboardEndpoint(string url, ReservedPort? reserved)
    {
        Url = url;
        _reserved = reserved;
    }

    internal string Url { get; }

    /// <summary>The address configured for the dashboard's pages, or a free one where that cannot be had.</summary>
    /// <param name="configured">Addresses separated by semicolons, of which the first that begins with <c>http:</c> counts.</param>
    /// <param name="logger">Told when the dashboard is not where it was configured to be.</param>
    internal static DashboardEndpoint Frontend(string? configured, ILogger logger)
    {
        var wanted = (configured ?? "").Split(';', StringSplitOptions.TrimEntries)
            .FirstOrDefault(url => url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) ?? "http://localhost:18888";
        if (!Uri.TryCreate(wanted, UriKind.Absolute, out var url) || !url.IsLoopback)
            return Moved(wanted, "only addresses of the loopback interface are served", logger);
        // A dashboard that is found at another port than usual is better than none, when a second AppHost runs.
        return ReservedPort.TryTake(url.Port) is { } reserved
            ? new($"http://{url.Host}:{reserved.Port}", reserved)
            : Moved(wanted, "another process has the port", logger);
    }

    /// <summary>The address configured for telemetry, or else a free one.</summary>
    /// <exception cref="DistributedApplicationException">It is not on the loopback interface.</exception>
    internal static DashboardEndpoint Telemetry(string? configured)
    {
        if (string.IsNullOrWhiteSpace(configured))
        {
            var free = ReservedPort.Any();
            return new($"http://127.0.0.1:{free.Port}", free);
        }

        return Uri.TryCreate(configured, UriKind.Absolute, out var url) && url is { IsLoopback: true, Scheme: "http" }
            ? new(configured, ReservedPort.TryTake(url.Port))
            : throw new DistributedApplicationException($"The dashboard receives telemetry by http on the loopback interface only, not on {configured}.");
    }

    /// <summary>Leaves the port to the dashboard.</summary>
    public void Dispose() => _reserved?.Dispose();

    private static DashboardEndpoint Moved(string configured, string reason, ILogger logger)
    {
        var free = ReservedPort.Any();
        var url = $"http://localhost:{free.Port}";
        DashboardLog.FrontendMoved(logger, configured, reason, url);
        return new(url, free);
    }
}
