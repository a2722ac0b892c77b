using System.Net;
using System.Text.Json.Serialization;

namespace Voucher.Gateway.Tokens;

/// <summary>Auth's part that the gateway uses.</summary>
internal sealed class AuthClient(HttpClient http)
{
    /// <summary>The internal JWT of the party whose token has this hash (lower case hexadecimal SHA-256); null when nobody's has.</summary>
    /// <exception cref="HttpRequestException">Auth cannot be reached, or answers with an error.</exception>
    /// <exception cref="OperationCanceledException">Auth does not answer in time.</exception>
    public async Task<string?> ResolveAsync(string tokenHash)
    {
        using var response = await http.PostAsJsonAsync("/internal/tokens/resolve", new(tokenHash), AuthJson.Default.ResolveTokenRequest);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        var resolved = await response.Content.ReadFromJsonAsync(AuthJson.Default.ResolvedToken);
        return resolved?.Token ?? throw new HttpRequestException("Auth answered without a token.");
    }
}

internal sealed record ResolveTokenRequest([property: JsonPropertyName("token_hash")] string TokenHash);

internal sealed record ResolvedToken([property: JsonPropertyName("token")] string? Token);

[JsonSerializable(typeof(ResolveTokenRequest))]
[JsonSerializable(typeof(ResolvedToken))]
internal sealed partial class AuthJson : JsonSerializerContext;
