using Microsoft.AspNetCore.Http;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>What server spans are recorded.</summary>
public class AspNetCoreTraceInstrumentationOptions
{
    /// <summary>Tells whether a request's span is recorded. Null records all.</summary>
    public Func<HttpContext, bool>? Filter { get; set; }
}
