using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.AppHost.Tests;

/// <summary>A demo distributor, and the token that everybody knows.</summary>
public sealed record Distributor(string Id, string Token)
{
    public static readonly Distributor First = new("DIST-001", "demo-dist-001");
    public static readonly Distributor Second = new("DIST-002", "demo-dist-002");
}

/// <summary>What a POS reads.</summary>
public sealed record PosAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Code => Json.GetProperty("voucher_code").GetString()!;

    public string? ReplayedHeader => Headers.TryGetValues("Idempotent-Replayed", out var values) ? string.Join(',', values) : null;

    /// <summary>Fails unless it is an error exactly as the contract has it.</summary>
    public PosAnswer AssertError(HttpStatusCode status, string message)
    {
        Assert.Equal((status, "application/json; charset=utf-8"), (Status, ContentHeaders.ContentType?.ToString()));
        Assert.Equal(message, Json.GetProperty("message").GetString());
        var others = Json.EnumerateObject().Select(property => property.Name).Where(name => name != "message");
        Assert.All(others, name => Assert.Equal((HttpStatusCode.BadRequest, "errors"), (status, name)));
        if (status == HttpStatusCode.BadRequest && Json.TryGetProperty("errors", out var errors))
            Assert.All(errors.EnumerateObject(), error => Assert.Equal(JsonValueKind.String, error.Value.ValueKind));
        return this;
    }

    public PosAnswer AssertInvalid() => AssertError(HttpStatusCode.BadRequest, "invalid request");

    public PosAnswer AssertUnavailable() => AssertError(HttpStatusCode.Conflict, "voucher unavailable");

    public PosAnswer AssertUnauthorized()
    {
        Assert.Equal("Bearer", Assert.Single(Headers.WwwAuthenticate).Scheme);
        return AssertError(HttpStatusCode.Unauthorized, "unauthorized");
    }

    public PosAnswer AssertIssued(SeededCampaign campaign)
    {
        Assert.True(Status == HttpStatusCode.OK, $"{Status}: {Body}");
        Assert.Equal(campaign.Id, Json.GetProperty("campaign_id").GetString());
        Assert.Contains(Code, campaign.Codes);
        return this;
    }
}

/// <summary>A point of sale that asks the gateway for vouchers.</summary>
public sealed class Pos(HttpClient gateway)
{
    public const string Path = "/api/v1/voucher/request";
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>Asks as DIST-001 by a good request, or as <paramref name="change"/> makes it.</summary>
    public Task<PosAnswer> RequestAsync(SeededCampaign campaign, Action<HttpRequestMessage>? change = null) =>
        SendAsync(Encoding.UTF8.GetBytes(GoodBody(campaign.CategoryId).ToJsonString()), change);

    /// <summary>Sends a body as DIST-001.</summary>
    public Task<PosAnswer> SendAsync(string body, Action<HttpRequestMessage>? change = null) => SendAsync(Encoding.UTF8.GetBytes(body), change);

    /// <summary>Sends a body as DIST-001, with <c>Content-Type: application/json</c>, both unless <paramref name="change"/> takes them away.</summary>
    public async Task<PosAnswer> SendAsync(byte[] body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.ShowToken(Distributor.First.Token);
        change?.Invoke(request);
        using var response = await gateway.SendAsync(request);
        return new PosAnswer(response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A request's body as the contract's example has it.</summary>
    public static JsonObject GoodBody(string categoryId, string? distributorId = null) => new()
    {
        ["distributor_id"] = distributorId ?? Distributor.First.Id,
        ["terminal_id"] = "AT-998877",
        ["trigger_category_id"] = categoryId,
        ["trigger_product_id"] = "PaySafeCard",
    };
}

internal static class RequestParts
{
    public static void ShowToken(this HttpRequestMessage request, string token) =>
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

    /// <summary>Sets a header whatever its value.</summary>
    public static void SetHeader(this HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Sets the content type whatever it is; null takes it away.</summary>
    public static void SetContentType(this HttpRequestMessage request, string? value)
    {
        request.Content!.Headers.Remove("Content-Type");
        if (value is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", value);
    }
}
