using OpenTelemetry.Instrumentation.AspNetCore;

namespace OpenTelemetry.Trace
{
    /// <summary>Server spans of ASP.NET Core.</summary>
    public static class AspNetCoreInstrumentationTracerProviderBuilderExtensions
    {
        /// <summary>Records a server span with HTTP tags for each request that the filter lets pass.</summary>
        public static TracerProviderBuilder AddAspNetCoreInstrumentation(
            this TracerProviderBuilder builder,
            Action<AspNetCoreTraceInstrumentationOptions>? configureAspNetCoreTraceInstrumentationOptions = null)
        {
            var options = new AspNetCoreTraceInstrumentationOptions();
            configureAspNetCoreTraceInstrumentationOptions?.Invoke(options);
            // Since .NET 10 the server writes method, scheme, path and address itself, once this switch is off.
            AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
            return builder.AddSource("Microsoft.AspNetCore").AddInstrumentation(() => new ServerSpans(options));
        }
    }
}

namespace OpenTelemetry.Metrics
{
    /// <summary>Metrics of ASP.NET Core.</summary>
    public static class AspNetCoreInstrumentationMeterProviderBuilderExtensions
    {
        /// <summary>Adds the server's own meters.</summary>
        public static MeterProviderBuilder AddAspNetCoreInstrumentation(this MeterProviderBuilder builder) => builder
            .AddMeter("Microsoft.AspNetCore.Hosting")
            .AddMeter("Microsoft.AspNetCore.Server.Kestrel")
            .AddMeter("Microsoft.AspNetCore.Routing")
            .AddMeter("Microsoft.AspNetCore.Diagnostics")
            .AddMeter("Microsoft.AspNetCore.RateLimiting");
    }
}
