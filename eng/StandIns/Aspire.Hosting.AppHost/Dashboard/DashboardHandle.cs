namespace Aspire.Hosting.Dashboard;

/// <summary>
/// A dashboard that runs, or is about to: where resources send their telemetry and where people look at it. Disposing it
/// ends the dashboard and its resource service.
/// </summary>
internal sealed class DashboardHandle(DashboardLaunch launch, Func<ValueTask> dispose) : IAsyncDisposable
{
    /// <summary>OTLP by gRPC.</summary>
    public string OtlpEndpointUrl => launch.OtlpGrpc.Url;

    /// <summary>To be sent with telemetry as header <c>x-otlp-api-key</c>; empty when the dashboard asks for none.</summary>
    public string OtlpApiKey => launch.Access.OtlpApiKey;

    /// <summary>The dashboard's pages, without the token that logs in.</summary>
    public string FrontendUrl => launch.Frontend.Url;

    public ValueTask DisposeAsync() => dispose();
}
