using System.Text.Json;
using Voucher.Gateway.Tests.Documentation;

namespace Voucher.AppHost.Tests.Documentation;

/// <summary>Holds real answers against the document that the running gateway serves.</summary>
internal sealed class DescribedAnswer(ApiDocument document)
{
    public static async Task<DescribedAnswer> ByAsync(HttpClient gateway) =>
        new(new ApiDocument(JsonElement.Parse(await gateway.GetStringAsync("/openapi/v1.json"))));

    public ApiDocument Document => document;

    /// <summary>Asserts that the operation can answer so: status, headers, content type and body; tells the body.</summary>
    public async Task<JsonElement> AssertAsync(HttpResponseMessage response)
    {
        var request = response.RequestMessage!;
        var operation = document.Find(request.Method.Method, request.RequestUri!.AbsolutePath);
        var name = $"{operation.Name} {(int)response.StatusCode}";
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(document.AnswersOf(operation).TryGetValue((int)response.StatusCode, out var answer), $"{name} is not described: {text}");

        AssertHeaders(response, answer, name);
        var type = response.Content.Headers.ContentType?.MediaType;
        Assert.True(answer.GetProperty("content").TryGetProperty(type!, out var media), $"{name} is not described as {type}: {text}");
        var isJson = type!.EndsWith("/json", StringComparison.Ordinal) || type.EndsWith("+json", StringComparison.Ordinal);
        var body = isJson ? JsonElement.Parse(text) : JsonSerializer.SerializeToElement(text);
        Assert.Empty(new SchemaCheck(document).Faults(body, media.GetProperty("schema"), name));
        return body;
    }

    /// <summary>What is described and not there is no fault: some headers are of some answers only.</summary>
    private void AssertHeaders(HttpResponseMessage response, JsonElement answer, string name)
    {
        var described = answer.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().ToDictionary(header => header.Name, header => document.Resolve(header.Value).GetProperty("schema"))
            : [];
        foreach (var (header, schema) in described)
        {
            if (response.Headers.TryGetValues(header, out var values) || response.Content.Headers.TryGetValues(header, out values))
                Assert.Empty(new SchemaCheck(document).Faults(JsonSerializer.SerializeToElement(string.Join(", ", values)), schema, $"{name} {header}"));
        }
        foreach (var header in (string[])["ETag", "Location", "Retry-After", "WWW-Authenticate", "Idempotent-Replayed"])
            Assert.True(described.ContainsKey(header) || !response.Headers.Contains(header), $"{name} has {header}, which is not described.");
    }
}
