using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Voucher.Cli.Tests;

/// <summary>Stands where the gateway stands: answers as a test says, and remembers what it was sent. What it was not told of is 404.</summary>
public sealed class GatewayDouble : IAsyncLifetime
{
    /// <summary>The token that commands are run with.</summary>
    public const string Token = "an-operators-token";

    private readonly ConcurrentDictionary<string, RequestDelegate> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ReceivedRequest> received = new();
    private readonly WebApplication application;

    public GatewayDouble()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        application = builder.Build();
        application.Run(AnswerAsync);
    }

    public Uri Address => new(application.Urls.Single());

    public IReadOnlyList<ReceivedRequest> Received => [.. received];

    public ReceivedRequest Last => received.Last();

    /// <summary>Answers a request, such as <c>GET parties</c>, always in the same way.</summary>
    public void On(string request, RequestDelegate answer) => answers[request] = answer;

    /// <summary>Answers a request with JSON.</summary>
    public void On(string request, string json, int status = 200, string? tag = null) => On(request, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        if (tag is not null)
            context.Response.Headers.ETag = tag;
        await context.Response.WriteAsync(json);
    });

    /// <summary>Answers a request with server-sent events.</summary>
    public void OnEvents(string request, params IReadOnlyList<(string Name, string Data)> events) => On(request, context => SendEventsAsync(context, events));

    public static async Task SendEventsAsync(HttpContext context, IEnumerable<(string Name, string Data)> events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var (name, data) in events)
            await context.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!["/admin/v1/".Length..];
        var isUpload = context.Request.ContentType?.StartsWith("text/", StringComparison.Ordinal) == true;
        var body = isUpload ? "" : await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        received.Enqueue(new ReceivedRequest(context.Request.Method, path, context.Request.QueryString.Value ?? "", body, headers));
        if (answers.TryGetValue($"{context.Request.Method} {path}", out var answer))
            await answer(context);
        else
            context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    public Task InitializeAsync() => application.StartAsync();

    public async Task DisposeAsync() => await application.DisposeAsync();
}

public sealed record ReceivedRequest(string Method, string Path, string Query, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Body);
}
