using System.Net.Http.Json;
using System.Text.Json;

namespace Voucher.Auth.Tests;

/// <summary>A token as its issue or rotation answered.</summary>
internal sealed record IssuedToken(Guid Id, string PartyId, string Text, JsonElement Body)
{
    public static async Task<IssuedToken> ReadAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        return new IssuedToken(
            body.GetProperty("id").GetGuid(), body.GetProperty("party_id").GetString()!, body.GetProperty("token").GetString()!, body);
    }
}
