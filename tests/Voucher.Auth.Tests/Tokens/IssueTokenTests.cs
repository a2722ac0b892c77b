using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tests.Tokens;

public sealed class IssueTokenTests : AuthTests
{
    [Fact]
    public async Task The_answer_shows_the_token_and_nobody_may_store_it()
    {
        var partyId = await Auth.AddPartyAsync();
        var end = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var response = await Auth.AskForTokenAsync(partyId, ["voucher:read", "voucher:request"], end);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var token = await IssuedToken.ReadAsync(response);
        Assert.True(PartnerToken.IsWellFormed(token.Text));
        Assert.Equal(partyId, token.PartyId);
        Assert.Equal(token.Text[..12], token.Body.GetProperty("prefix").GetString());
        Assert.Equal(["voucher:read", "voucher:request"], token.Body.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal("2099-01-01T00:00:00Z", token.Body.GetProperty("expires_at").GetString());
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
    }

    [Theory]
    [InlineData("distributor", """{}""", "scopes")]
    [InlineData("distributor", """{"scopes":null}""", "scopes")]
    [InlineData("distributor", """{"scopes":[]}""", "scopes")]
    [InlineData("distributor", """{"scopes":"voucher:read"}""", "scopes")]
    [InlineData("distributor", """{"scopes":[null]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["admin"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["voucher:read","voucher:manage"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["voucher:read","voucher:read"]}""", "scopes")]
    [InlineData("merchant", """{"scopes":["voucher:request"]}""", "scopes")]
    [InlineData("operator", """{"scopes":["voucher:request"]}""", "scopes")]
    [InlineData("operator", """{"scopes":["internal:tokens:resolve"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["voucher:read"],"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("distributor", """{"scopes":["voucher:read"],"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("distributor", """[]""", "body")]
    [InlineData("distributor", """null""", "body")]
    [InlineData("distributor", """{"scopes":""", "scopes")]
    [InlineData("distributor", """scopes""", "body")]
    public async Task What_is_wrong_is_named_by_field(string kind, string body, string field)
    {
        var partyId = await Auth.AddPartyAsync(kind);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Auth.Operator.PostAsync(new Uri($"/admin/v1/parties/{partyId}/tokens", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("merchant", "voucher:manage")]
    [InlineData("merchant", "/external/voucher/w")]
    [InlineData("operator", "admin")]
    public async Task Each_kind_of_party_has_its_scopes(string kind, string scope)
    {
        var partyId = await Auth.AddPartyAsync(kind);
        using var response = await Auth.AskForTokenAsync(partyId, [scope]);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
    }

    [Fact]
    public async Task An_unknown_party_is_not_found()
    {
        using var response = await Auth.AskForTokenAsync("NOBODY", ["voucher:read"]);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Only_an_operator_may_issue()
    {
        using var anonymous = await Auth.Anonymous.PostAsJsonAsync("/admin/v1/parties/X/tokens", new { });
        using var gateway = await Auth.Gateway.PostAsJsonAsync("/admin/v1/parties/X/tokens", new { });

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, gateway.StatusCode);
    }
}
