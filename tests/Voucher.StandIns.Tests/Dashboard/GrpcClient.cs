using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Aspire.Hosting.Dashboard.ResourceService;
using Google.Protobuf;

namespace Voucher.StandIns.Tests.Dashboard;

/// <summary>Calls the resource service as a gRPC client does: HTTP/2 without TLS, length-prefixed messages, status in the trailers.</summary>
internal sealed class GrpcClient(string address, string? key) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };

    internal async Task<GrpcStatus> StatusOfAsync(string method, byte[] body)
    {
        using var response = await SendAsync(method, body, CancellationToken.None);
        await response.Content.ReadAsByteArrayAsync();
        return StatusOf(response);
    }

    internal async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : IMessage<T>
    {
        T? answer = default;
        await foreach (var message in StreamAsync(method, request, parser))
        {
            Assert.Null(answer);
            answer = message;
        }

        return answer ?? throw new InvalidOperationException("The call succeeded without a message.");
    }

    /// <summary>The messages of a call that must end with status 0, if it ends.</summary>
    internal async IAsyncEnumerable<T> StreamAsync<T>(
        string method,
        IMessage request,
        MessageParser<T> parser,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : IMessage<T>
    {
        using var response = await SendAsync(method, Frame(request.ToByteArray()), cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var prefix = new byte[5];
        while (await body.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellationToken) is var read && read > 0)
        {
            Assert.Equal(prefix.Length, read);
            Assert.Equal(0, prefix[0]);
            var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
            await body.ReadExactlyAsync(message, cancellationToken);
            yield return parser.ParseFrom(message);
        }

        Assert.Equal(GrpcStatus.Ok, StatusOf(response));
    }

    internal static byte[] Frame(byte[] message, byte compressed = 0)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = compressed;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(string method, byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/aspire.v1.DashboardService/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (key is not null)
            request.Headers.Add("x-resource-service-api-key", key);
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.MediaType);
        return response;
    }

    private static GrpcStatus StatusOf(HttpResponseMessage response)
    {
        var fields = response.Headers.Contains("grpc-status") ? (HttpHeaders)response.Headers : response.TrailingHeaders;
        return (GrpcStatus)int.Parse(Assert.Single(fields.GetValues("grpc-status")), CultureInfo.InvariantCulture);
    }
}
