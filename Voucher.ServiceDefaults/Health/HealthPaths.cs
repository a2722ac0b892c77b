using Microsoft.AspNetCore.Http;

namespace Voucher.ServiceDefaults.Health;

/// <summary>Where probes ask, and what else is asked so often that a span of each call would hide the others.</summary>
public static class HealthPaths
{
    /// <summary>200 when the process and its stores can serve.</summary>
    public const string Ready = "/health";

    /// <summary>200 while the process runs.</summary>
    public const string Alive = "/alive";

    /// <summary>The prefix of endpoints that other services poll.</summary>
    public const string Polled = "/internal/polled";

    internal static bool Contains(PathString path) =>
        path.StartsWithSegments(Ready) || path.StartsWithSegments(Alive) || path.StartsWithSegments(Polled);
}
