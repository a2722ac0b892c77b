using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>Drops the spans that the filter refuses and completes the others with what is known only when a request ends.</summary>
internal sealed class ServerSpans : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly AspNetCoreTraceInstrumentationOptions options;
    private readonly IDisposable listeners;
    private IDisposable? server;

    public ServerSpans(AspNetCoreTraceInstrumentationOptions options)
    {
        this.options = options;
        listeners = DiagnosticListener.AllListeners.Subscribe(this);
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.AspNetCore")
            server = value.Subscribe(this, name => name.StartsWith("Microsoft.AspNetCore.Hosting.HttpRequestIn", StringComparison.Ordinal));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not HttpContext context || Activity.Current is not { } span) return;
        switch (value.Key)
        {
            case "Microsoft.AspNetCore.Hosting.HttpRequestIn.Start" when options.Filter?.Invoke(context) == false:
                span.IsAllDataRequested = false;
                span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                break;
            case "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop" when span.IsAllDataRequested:
                Complete(span, context);
                break;
        }
    }

    private static void Complete(Activity span, HttpContext context)
    {
        var status = context.Response.StatusCode;
        span.SetTag("http.response.status_code", status);
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { Length: > 0 } route)
        {
            span.DisplayName = $"{context.Request.Method} {route}";
            span.SetTag("http.route", route);
        }
        if (status < 500) return;
        span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
        span.SetStatus(ActivityStatusCode.Error);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        server?.Dispose();
        listeners.Dispose();
    }
}
