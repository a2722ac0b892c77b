using System.Net.Http.Json;

namespace Voucher.AppHost.Tests.Documentation;

internal static class Sending
{
    /// <summary>Sends a body as JSON, and <c>If-Match</c> if it is given.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return client.SendAsync(request);
    }
}
