using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>
/// Serves <c>aspire.v1.DashboardService</c> over HTTP/2 without TLS, on a free port of the loopback interface, to whoever
/// knows the key. It is gRPC's wire format written by hand, because a gRPC server package would be one more dependency of
/// everybody who builds the solution, for four calls.
/// </summary>
internal sealed class ResourceServiceServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>The header that carries the key.</summary>
    internal const string KeyHeader = "x-resource-service-api-key";

    private const string ServicePath = "/aspire.v1.DashboardService/";

    private readonly ResourceServiceCalls _calls;
    private readonly byte[] _key;
    private readonly ILogger _logger;
    private readonly KestrelServer _server;
    private readonly CancellationTokenSource _stopping = new();

    internal ResourceServiceServer(ResourceServiceCalls calls, string key, ILogger logger)
    {
        _calls = calls;
        _key = Encoding.UTF8.GetBytes(key);
        _logger = logger;
        var options = new KestrelServerOptions { AddServerHeader = false };
        // The reader of the frames has a limit of its own, and a better answer.
        options.Limits.MaxRequestBodySize = null;
        // A dashboard in a suspended browser or debugger reads slowly or not at all; that is no reason to cut it off.
        options.Limits.MinResponseDataRate = null;
        options.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        // Kestrel's own messages would announce an address that is none of the user's business.
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Listens, and tells the address.</summary>
    internal async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(this, cancellationToken);
        return _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        context.Response.ContentType = "application/grpc";
        try
        {
            var (status, message) = await CallAsync(context, ending.Token);
            End(context.Response, status, message);
        }
        catch (GrpcFault fault)
        {
            End(context.Response, fault.Status, fault.Message);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be answered: a closed page, or a dashboard that went away.
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            End(context.Response, GrpcStatus.Unavailable, "The AppHost is stopping.");
        }
        catch (Exception exception)
        {
            ResourceServiceLog.CallFailed(_logger, exception, context.Request.Path);
            End(context.Response, GrpcStatus.Internal, "The call failed; the AppHost's log tells why.");
        }
    }

    private async Task<(GrpcStatus Status, string Message)> CallAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString()), _key))
            return (GrpcStatus.Unauthenticated, $"The header {KeyHeader} does not hold the key.");
        var (request, response) = (context.Request.BodyReader, context.Response.BodyWriter);
        var call = context.Request.Path.Value switch
        {
            ServicePath + "GetApplicationInformation" => _calls.GetApplicationInformationAsync(request, response, cancellationToken),
            ServicePath + "WatchResources" => _calls.WatchResourcesAsync(request, response, cancellationToken),
            ServicePath + "WatchResourceConsoleLogs" => _calls.WatchResourceConsoleLogsAsync(request, response, cancellationToken),
            ServicePath + "ExecuteResourceCommand" => _calls.ExecuteResourceCommandAsync(request, response, cancellationToken),
            ServicePath + "WatchInteractions" => ResourceServiceCalls.WatchInteractionsAsync(response, cancellationToken),
            _ => null,
        };
        if (call is null)
            return (GrpcStatus.Unimplemented, "There is no such call.");
        await call;
        return (GrpcStatus.Ok, "");
    }

    /// <summary>The status goes into the trailers, or, where nothing was sent yet, into the headers of an answer without body.</summary>
    private static void End(HttpResponse response, GrpcStatus status, string message)
    {
        var fields = response.HasStarted ? response.HttpContext.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers : response.Headers;
        fields["grpc-status"] = ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (message.Length > 0)
            fields["grpc-message"] = Uri.EscapeDataString(message);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.StopAsync(CancellationToken.None);
        _server.Dispose();
        _stopping.Dispose();
    }
}
