using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Voucher.ServiceDefaults.Telemetry;

/// <summary>
/// Work that goes on behind the requests, and would flood the traces: rounds, polls, health checks. Its logs are told all the same, which
/// <c>SuppressInstrumentationScope</c> of OpenTelemetry would keep back too.
/// </summary>
public static class Untraced
{
    /// <summary>
    /// Records all but what is untraced. A caller beyond the process has no say in it: a partner who samples his own traces must not keep ours from
    /// being recorded.
    /// </summary>
    public static Sampler Sampler { get; } = new ParentBasedSampler(new AlwaysOnSampler(), remoteParentNotSampled: new AlwaysOnSampler());

    /// <summary>
    /// Until it is disposed, nothing that is started in this flow of control records a span: all has a parent that is not sampled.
    /// </summary>
    public static IDisposable Begin()
    {
        // Without this it would inherit from a request that happened to start the work.
        Activity.Current = null;
        return new Activity("untraced") { ActivityTraceFlags = ActivityTraceFlags.None }.Start();
    }
}
