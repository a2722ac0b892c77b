namespace Aspire.Hosting.Dashboard;

/// <summary>A running dashboard: where resources send their telemetry. Disposing it ends the dashboard.</summary>
internal sealed class DashboardHandle(string otlpEndpointUrl, string otlpApiKey, Func<ValueTask> dispose) : IAsyncDisposable
{
    public string OtlpEndpointUrl { get; } = otlpEndpointUrl;

    public string OtlpApiKey { get; } = otlpApiKey;

    public ValueTask DisposeAsync() => dispose();
}
