using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace Voucher.AppHost.Tests;

/// <summary>Reads back what the system has told Aspire's dashboard.</summary>
public sealed class Dashboard(IConfiguration appHost) : IDisposable
{
    public const string ApiKey = "a key that only tests have";

    private readonly HttpClient http = new() { DefaultRequestHeaders = { { "x-api-key", ApiKey } } };

    /// <summary>The spans of a trace that have arrived, by resource and name; none while the dashboard is not there yet.</summary>
    public async Task<IReadOnlyList<TracedSpan>> SpansAsync(string traceId)
    {
        try
        {
            // The dashboard writes here where it is in the end.
            using var response = await http.GetAsync(new Uri(new Uri(appHost["ASPNETCORE_URLS"]!), $"/api/telemetry/traces/{traceId}"));
            if (!response.IsSuccessStatusCode)
                return [];
            using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
            return [.. SpansIn(answer.RootElement, "")];
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    public void Dispose() => http.Dispose();

    /// <summary>OTLP's JSON: spans lie in scopes, and those in resources.</summary>
    private static List<TracedSpan> SpansIn(JsonElement element, string resource)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Array:
                return [.. element.EnumerateArray().SelectMany(item => SpansIn(item, resource))];
            case JsonValueKind.Object when element.TryGetProperty("spanId", out var id) && element.TryGetProperty("name", out var name):
                var parentId = element.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null;
                return [new TracedSpan(resource, name.GetString()!, id.GetString()!, parentId ?? "")];
            case JsonValueKind.Object:
                var inner = element.TryGetProperty("resource", out var source) ? ServiceName(source) ?? resource : resource;
                return [.. element.EnumerateObject().SelectMany(property => SpansIn(property.Value, inner))];
            default:
                return [];
        }
    }

    private static string? ServiceName(JsonElement resource) => resource.TryGetProperty("attributes", out var attributes)
        ? attributes.EnumerateArray()
            .Where(attribute => attribute.GetProperty("key").GetString() == "service.name")
            .Select(attribute => attribute.GetProperty("value").GetProperty("stringValue").GetString())
            .FirstOrDefault()
        : null;
}

/// <summary>A span in the dashboard.</summary>
public sealed record TracedSpan(string Resource, string Name, string SpanId, string ParentSpanId);
