using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.Cli.Gateway;

/// <summary>What the API answered.</summary>
/// <param name="Body">Its JSON.</param>
/// <param name="Tag">Its <c>ETag</c>, if it has one.</param>
internal sealed record Answer(JsonElement Body, string? Tag);

/// <summary>The operators' API behind the gateway. Errors are <see cref="ProblemException"/>.</summary>
internal sealed class GatewayClient : IDisposable
{
    private readonly HttpClient http;
    private readonly Uri gateway;
    private readonly Waits waits;

    public GatewayClient(Uri gateway, string token, Waits waits)
    {
        (this.gateway, this.waits) = (gateway, waits);
        // A redirection could carry the token to somebody else.
        var handler = new SocketsHttpHandler { ConnectTimeout = waits.Connect, AllowAutoRedirect = false, UseCookies = false };
        http = new HttpClient(handler)
        {
            BaseAddress = new Uri($"{gateway.GetLeftPart(UriPartial.Path).TrimEnd('/')}/admin/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("voucher-cli");
    }

    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, path, body: null, tag: null, cancellationToken);

    public Task<Answer> PostAsync(string path, JsonObject? body, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, path, body, tag: null, cancellationToken);

    /// <summary>Changes a resource that still has the tag.</summary>
    public Task<Answer> PatchAsync(string path, JsonObject body, string tag, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Patch, path, body, tag, cancellationToken);

    /// <summary>Sends a file: for as long as it takes.</summary>
    public async Task<JsonElement> UploadAsync(string path, HttpContent file, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = file };
        // Who is refused hears it before the file has been sent.
        request.Headers.ExpectContinue = true;
        using var answer = await SendAsync(request, Timeout.InfiniteTimeSpan, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    /// <summary>An answer whose body goes on for as long as it takes.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, string mediaType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(mediaType);
        return await SendAsync(request, waits.Answer, cancellationToken);
    }

    /// <summary>The lines of an answer that is a text.</summary>
    public async IAsyncEnumerable<string> LinesAsync(string path, string mediaType, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await OpenAsync(path, mediaType, cancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await WaitAsync(async patience => await reader.ReadLineAsync(patience), waits.Answer, cancellationToken) is { } line)
            yield return line;
    }

    private async Task<Answer> AskAsync(HttpMethod method, string path, JsonObject? body, string? tag, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(Json.Readable), Encoding.UTF8, "application/json");
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        using var answer = await SendAsync(request, waits.Answer, cancellationToken);
        return new Answer(await ReadAsync(answer, cancellationToken), answer.Headers.ETag?.ToString());
    }

    private Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, TimeSpan within, CancellationToken cancellationToken) => WaitAsync(
        async patience =>
        {
            var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
                throw await ProblemException.ReadAsync(answer, patience);
        },
        within,
        cancellationToken);

    private async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        Json.TryParse(await WaitAsync(patience => answer.Content.ReadAsStringAsync(patience), waits.Answer, cancellationToken))
        ?? throw new FailedException($"What answers at {gateway} is not Voucher's gateway: its answer is no JSON object.");

    /// <summary>Waits for the gateway, but not for ever.</summary>
    private async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> work, TimeSpan within, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(within);
        try
        {
            return await work(patience.Token);
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new UnreachableException($"The gateway at {gateway} cannot be reached: {error.Message}");
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UnreachableException(error.InnerException is TimeoutException
                ? $"The gateway at {gateway} cannot be reached: it does not take the connection within {waits.Connect.TotalSeconds:0.#} s."
                : $"The gateway at {gateway} has not answered within {within.TotalSeconds:0.#} s. Look whether a change was made before you repeat it.");
        }
    }

    public void Dispose() => http.Dispose();
}

/// <summary>Nobody answers; the message says where.</summary>
internal sealed class UnreachableException(string message) : FailedException(message);
