using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voucher.TestStores;

namespace Voucher.Gateway.Tests.Documentation;

public sealed partial class DocumentationApiTests : GatewayTests
{
    [Fact]
    public async Task The_document_needs_no_token()
    {
        using var response = await Client.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(("nosniff", "public, max-age=60"), (Header(response, "X-Content-Type-Options"), response.Headers.CacheControl?.ToString()));
        Assert.Equal(TheDocument.Text, await response.Content.ReadAsStringAsync());
        Assert.Equal("3.1.1", JsonElement.Parse(TheDocument.Text).GetProperty("openapi").GetString());
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs/index.html")]
    [InlineData("/docs/redoc.standalone.js")]
    public async Task What_a_reader_has_already_is_not_sent_again(string path)
    {
        using var first = await Client.GetAsync(path);
        Assert.NotNull(first.Headers.ETag);
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag);

        using var response = await Client.SendAsync(again);

        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_page_is_made_of_what_the_gateway_has()
    {
        using var address = await Client.GetAsync("/docs");
        Assert.Equal((HttpStatusCode.MovedPermanently, "docs/index.html"), (address.StatusCode, address.Headers.Location?.ToString()));
        using var page = await Client.GetAsync("/docs/index.html");
        var html = await page.Content.ReadAsStringAsync();

        var policy = Header(page, "Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Header(page, "X-Content-Type-Options"));
        var sources = Sources().Matches(html).Select(match => match.Groups["path"].Value).Where(path => path != "data:,").ToList();
        Assert.Equal(["index.css", "index.js"], sources);
        var script = await Client.GetStringAsync("/docs/index.js");
        Assert.Contains("from './redoc.standalone.js'", script, StringComparison.Ordinal);
        Assert.Contains("\"/openapi/v1.json\"", script, StringComparison.Ordinal);
        Assert.Contains("\"disableTelemetry\":true", script, StringComparison.Ordinal);
        foreach (var path in sources.Append("redoc.standalone.js"))
        {
            using var source = await Client.GetAsync($"/docs/{path}");
            Assert.Equal((HttpStatusCode.OK, "nosniff"), (source.StatusCode, Header(source, "X-Content-Type-Options")));
        }
    }

    [Theory]
    [InlineData("/openapi/v1.json", false)]
    [InlineData("/docs/index.html", false)]
    [InlineData("/docs-of-others", true)]
    public async Task Readers_leave_no_traces(string path, bool isTraced)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        using var response = await Client.SendAsync(request);

        // A span ends behind its answer.
        await Eventually.IsTrueAsync(() => Task.FromResult(spans.Any(span => span.TraceId == trace)));
        Assert.Equal(isTraced, Assert.Single(spans, span => span.TraceId == trace).Recorded);
    }

    [Fact]
    public async Task The_document_is_only_read()
    {
        using var response = await Client.PostAsync("/openapi/v1.json", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow.Order());
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? Assert.Single(values) : null;

    [GeneratedRegex("<(link|script)[^>]*(href|src)=\"(?<path>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sources();
}
