using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Voucher.ServiceDefaults.Health;

namespace Voucher.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>The names of our own activity sources and meters all begin so.</summary>
    private const string OwnSources = "Voucher.*";

    /// <summary>
    /// Adds logs, metrics and traces, sent by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Spans of health probes
    /// are not recorded.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddMeter(OwnSources))
            .WithTracing(tracing => tracing
                .AddAspNetCoreInstrumentation(server => server.Filter = context => !HealthPaths.Contains(context.Request.Path))
                .AddHttpClientInstrumentation()
                .AddSource(OwnSources));
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.UseOtlpExporter();
    }
}
