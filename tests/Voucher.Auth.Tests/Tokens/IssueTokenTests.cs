using System.Net;
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
        Assert.Equal($"/admin/v1/tokens/{token.Id}", response.Headers.Location?.OriginalString);
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
    }

    [Theory]
    [InlineData("distributor", """{"scopes":[]}""", "scopes")]
    [InlineData("distributor", """{"scopes":"voucher:read"}""", "scopes")]
    [InlineData("distributor", """{"scopes":{}}""", "scopes")]
    [InlineData("distributor", """{"scopes":[null]}""", "scopes[0]")]
    [InlineData("distributor", """{"scopes":["voucher:read",7]}""", "scopes[1]")]
    [InlineData("distributor", """{"scopes":["voucher:read\n"]}""", "scopes[0]")]
    [InlineData("distributor", """{"scopes":["admin"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["VOUCHER:READ"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["voucher:read","voucher:manage"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["voucher:read","voucher:read"]}""", "scopes")]
    [InlineData("distributor", """{"scopes":["1","2","3","4","5","6","7","8","9","10","11"]}""", "scopes")]
    [InlineData("merchant", """{"scopes":["voucher:request"]}""", "scopes")]
    [InlineData("operator", """{"scopes":["voucher:request"]}""", "scopes")]
    [InlineData("operator", """{"scopes":["internal:tokens:resolve"]}""", "scopes")]
    [InlineData("distributor", """{"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":"tomorrow"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":"2099-01-01T00:00:00"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":"2099-01-01"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":"2099-02-29T00:00:00Z"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":"2099-01-01T00:00:00.5Z"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":"9999-12-31T23:59:59-01:00"}""", "expires_at")]
    [InlineData("distributor", """{"expires_at":4070908800}""", "expires_at")]
    [InlineData("distributor", """{"expires_in":60}""", "expires_in")]
    [InlineData("distributor", """{"scopes":["voucher:read"],"scopes":["voucher:request"]}""", "body")]
    [InlineData("distributor", """[]""", "body")]
    [InlineData("distributor", """null""", "body")]
    [InlineData("distributor", """{"scopes":""", "body")]
    [InlineData("distributor", """scopes""", "body")]
    public async Task What_is_wrong_is_named_by_field(string kind, string json, string field)
    {
        var partyId = await Auth.AddPartyAsync(kind);
        using var response = await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/parties/{partyId}/tokens", json);

        await response.IsWrongAsync(field);
        Assert.Empty((await Auth.GetAsync($"/admin/v1/parties/{partyId}/tokens")).Ids());
        Assert.Empty(await Auth.AuditAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"scopes":null,"expires_at":null}""")]
    public async Task A_token_has_all_scopes_of_its_kind_and_no_end_unless_it_is_told_otherwise(string? json)
    {
        var partyId = await Auth.AddPartyAsync();
        using var response = await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/parties/{partyId}/tokens", json);

        var token = await response.IsAsync(HttpStatusCode.Created);
        Assert.Equal("""["voucher:request","voucher:read"]""", token.GetProperty("scopes").ToString());
        Assert.Null(token.Text("expires_at"));
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

    [Theory]
    [InlineData("NOBODY")]
    [InlineData("%0A")]
    public async Task An_unknown_party_is_not_found(string partyId)
    {
        using var response = await Auth.AskForTokenAsync(partyId, ["voucher:read"]);
        await response.IsProblemAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_huge_body_is_413()
    {
        using var response = await Auth.AskForTokenAsync(await Auth.AddPartyAsync(), [new string('s', 70_000)]);
        await response.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }
}
