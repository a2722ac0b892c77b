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

    /// <summary>The environment's choice of a sampler.</summary>
    private const string SamplerKey = "OTEL_TRACES_SAMPLER";

    /// <summary>What an AppHost sets by default. Under it even what has a parent that is not sampled is recorded.</summary>
    private const string AlwaysOn = "always_on";

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
        if (builder.Configuration[SamplerKey] is null or "" or AlwaysOn)
            telemetry.WithTracing(tracing => tracing.SetSampler(Untraced.Sampler));
        if (!string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            telemetry.UseOtlpExporter();
    }
}
