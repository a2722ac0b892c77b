namespace OpenTelemetry.Trace
{
    /// <summary>Client spans of HttpClient.</summary>
    public static class HttpClientInstrumentationTracerProviderBuilderExtensions
    {
        /// <summary>Records a client span for each call; since .NET 9 HttpClient writes complete ones itself.</summary>
        public static TracerProviderBuilder AddHttpClientInstrumentation(this TracerProviderBuilder builder) =>
            builder.AddSource("System.Net.Http");
    }
}

namespace OpenTelemetry.Metrics
{
    /// <summary>Metrics of HttpClient.</summary>
    public static class HttpClientInstrumentationMeterProviderBuilderExtensions
    {
        /// <summary>Adds HttpClient's own meters.</summary>
        public static MeterProviderBuilder AddHttpClientInstrumentation(this MeterProviderBuilder builder) =>
            builder.AddMeter("System.Net.Http").AddMeter("System.Net.NameResolution");
    }
}
