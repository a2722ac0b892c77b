using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Voucher.Issuance.Webhooks;

/// <summary>Makes one attempt to deliver, by HTTP. Whatever the receiver does, it ends within its time.</summary>
public sealed class SendDelivery : IDisposable
{
    /// <summary>As much of an answer is read, so that the connection can be used again; nothing of it is kept.</summary>
    private const int LongestAnswer = 1024;

    private readonly HttpMessageInvoker http;
    private readonly TimeProvider time;
    private readonly VoucherEventOptions connector;
    private readonly TimeSpan patience;

    public SendDelivery(Receivers receivers, IOptions<WebhookOptions> options, IOptions<VoucherEventOptions> connector, TimeProvider time)
    {
        this.time = time;
        this.connector = connector.Value;
        patience = options.Value.AttemptPatience;
        http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            // Where it leads was checked by nobody.
            AllowAutoRedirect = false,
            // A proxy would choose the address that is connected to.
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = receivers.ConnectAsync,
            // What a host resolves to is looked up again from time to time.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = LongestAnswer,
            // Receivers are strangers: our traces are no business of theirs.
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Sends a delivery once.</summary>
    internal async Task<Attempt> SendAsync(DueDelivery due)
    {
        // The loop that starts attempts is not traced; each of them is, by itself.
        Activity.Current = null;
        using var span = IssuanceTelemetry.Source.StartActivity("webhook attempt", ActivityKind.Client);
        span?.SetTag("voucher.webhook.delivery.id", due.Id).SetTag("voucher.webhook.subscription.id", due.SubscriptionId).SetTag("voucher.webhook.event.type", due.Type);
        var attempt = await TryAsync(due);
        span?.SetTag("http.response.status_code", attempt.Status);
        if (!attempt.IsDelivered)
            span?.SetTag("error.type", attempt.Error).SetStatus(ActivityStatusCode.Error);
        return attempt;
    }

    public void Dispose() => http.Dispose();

    private async Task<Attempt> TryAsync(DueDelivery due)
    {
        using var over = new CancellationTokenSource(patience);
        try
        {
            using var request = RequestOf(due);
            using var response = await http.SendAsync(request, over.Token);
            var retryAfter = response.Headers.RetryAfter;
            await TryReadAsync(response.Content, over.Token);
            return Attempt.Answered((int)response.StatusCode, retryAfter?.Delta ?? (retryAfter?.Date - time.GetUtcNow()));
        }
        catch (Exception error)
        {
            // Whatever it was: a receiver can send anything, and an attempt that failed is made again.
            return new Attempt(Status: null, over.IsCancellationRequested ? AttemptErrors.Timeout : ErrorOf(error));
        }
    }

    private HttpRequestMessage RequestOf(DueDelivery due)
    {
        var request = due.Kind == SubscriptionKinds.Connector
            ? VoucherEventForm.RequestOf(due, connector.Token)
            : WebhookForm.RequestOf(due, time.GetUtcNow());
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Voucher-Webhooks", "1"));
        return request;
    }

    /// <summary>The status has said it all; whether the rest of the answer comes is of no account.</summary>
    private static async Task TryReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        try
        {
            var answer = new byte[LongestAnswer];
            await using var stream = await content.ReadAsStreamAsync(cancellationToken);
            _ = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellationToken);
        }
        catch (Exception error) when (error is IOException or HttpRequestException or OperationCanceledException)
        {
            // The connection is not used again.
        }
    }

    private static string ErrorOf(Exception error) => error switch
    {
        HttpRequestException { InnerException: PrivateReceiverException } or PrivateReceiverException => AttemptErrors.PrivateAddress,
        HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } } => AttemptErrors.UnknownHost,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => AttemptErrors.UnknownHost,
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => AttemptErrors.Tls,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => AttemptErrors.NotConnected,
        _ => AttemptErrors.NoAnswer,
    };
}
