using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Voucher.Gateway.Tests;

/// <summary>Stands where Issuance stands: answers as the test says and remembers what it was sent.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedRequest> received = new();

    private Backend(WebApplication app) => this.app = app;

    public IReadOnlyCollection<ReceivedRequest> Received => received;

    /// <summary>What every request is answered; by default 200 with the body that was sent.</summary>
    public RequestDelegate Answer { get; set; } = async context =>
    {
        context.Response.ContentType = "application/json";
        await context.Request.Body.CopyToAsync(context.Response.Body);
    };

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<Backend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var built = builder.Build();
        var backend = new Backend(built);
        built.Run(context =>
        {
            var headers = context.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            backend.received.Enqueue(new ReceivedRequest(context.Request.Method, context.Request.Path, headers));
            return backend.Answer(context);
        });
        await built.StartAsync();
        return backend;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}

internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);
