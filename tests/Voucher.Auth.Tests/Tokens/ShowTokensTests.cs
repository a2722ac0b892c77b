using System.Net;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tests.Tokens;

/// <summary>Tokens in lists and by themselves.</summary>
public sealed class ShowTokensTests : AuthTests
{
    [Fact]
    public async Task A_shown_token_has_all_but_its_text()
    {
        var token = await Auth.IssueAsync(expiresAt: new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var shown = await Auth.GetAsync($"/admin/v1/tokens/{token.Id}");

        Assert.Equal(
            ["id", "party_id", "prefix", "scopes", "state", "created_at", "last_used_at", "expires_at", "revoked_at"],
            shown.EnumerateObject().Select(property => property.Name));
        foreach (var property in shown.EnumerateObject())
            Assert.Equal(token.Body.GetProperty(property.Name).ToString(), property.Value.ToString());
        Assert.Equal(("active", "2099-01-01T00:00:00Z", (string?)null), (shown.Text("state"), shown.Text("expires_at"), shown.Text("revoked_at")));
        Assert.DoesNotContain(token.Text[12..], shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_active_until_it_expires_or_is_revoked()
    {
        var token = await Auth.IssueAsync();
        await Auth.ExecuteAsync("UPDATE tokens SET expires_at = now() WHERE token_id = @Id", new { token.Id });
        Assert.Equal("expired", (await Auth.GetAsync($"/admin/v1/tokens/{token.Id}")).Text("state"));

        (await Auth.RevokeAsync(token)).Dispose();

        Assert.Equal("revoked", (await Auth.GetAsync($"/admin/v1/tokens/{token.Id}")).Text("state"));
    }

    [Fact]
    public async Task A_partys_tokens_are_listed_newest_first_and_page_by_page()
    {
        var partyId = await Auth.AddPartyAsync();
        await Auth.IssueAsync();
        var issued = new List<string>();
        for (var i = 0; i < 5; i++)
            issued.Insert(0, (await Auth.IssueAsync(partyId)).Id.ToString());
        var path = $"/admin/v1/parties/{partyId}/tokens";

        var first = await Auth.GetAsync($"{path}?limit=3");
        var second = await Auth.GetAsync($"{path}?limit=3&cursor={first.Text("next_cursor")}");

        // Those of one millisecond have no order.
        Assert.Equal(issued.Order(StringComparer.Ordinal), first.Ids().Concat(second.Ids()).Order(StringComparer.Ordinal));
        Assert.Equal((3, 2), (first.Ids().Count, second.Ids().Count));
        Assert.Null(second.Text("next_cursor"));
        var times = first.GetProperty("items").EnumerateArray().Select(token => token.Text("created_at")).ToList();
        Assert.Equal(times.OrderDescending(StringComparer.Ordinal), times);
        Assert.DoesNotContain("\"token\"", first.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1e3", "limit")]
    [InlineData("cursor=RElTVC0wMDE", "cursor")] // of the list of parties
    [InlineData("cursor=x", "cursor")]
    [InlineData("state=active", "state")]
    public async Task A_wrong_query_is_named(string query, string parameter)
    {
        using var response = await Auth.SendAsync(HttpMethod.Get, $"/admin/v1/parties/{await Auth.AddPartyAsync()}/tokens?{query}");

        await response.IsWrongAsync(parameter);
    }

    [Theory]
    [InlineData("/admin/v1/parties/NOBODY/tokens")]
    [InlineData("/admin/v1/parties/%0A/tokens")]
    [InlineData("/admin/v1/tokens/00000000-0000-0000-0000-000000000000")]
    public async Task What_there_is_not_is_404(string path)
    {
        using var response = await Auth.SendAsync(HttpMethod.Get, path);

        await response.IsProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/rotate")]
    [InlineData("POST", "/revoke")]
    public async Task One_token_has_no_query(string method, string verb)
    {
        var token = await Auth.IssueAsync();
        using var response = await Auth.SendAsync(new HttpMethod(method), $"/admin/v1/tokens/{token.Id}{verb}?force=1");

        await response.IsWrongAsync("force");
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
    }

    [Theory]
    [InlineData("rotate", """{"expires_at":"2099-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("rotate", """{"scopes":["voucher:read"]}""", "scopes")]
    [InlineData("revoke", """{"at":"2099-01-01T00:00:00Z"}""", "at")]
    [InlineData("revoke", "no json", "body")]
    public async Task What_it_would_pass_over_is_refused(string verb, string json, string field)
    {
        var token = await Auth.IssueAsync();
        using var response = await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/tokens/{token.Id}/{verb}", json);

        await response.IsWrongAsync(field);
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
    }

    [Fact]
    public async Task Scopes_are_kept_in_their_order()
    {
        var partyId = await Auth.AddPartyAsync();
        using var response = await Auth.AskForTokenAsync(partyId, [Scopes.ReadVouchers, Scopes.RequestVoucher]);

        var shown = await Auth.GetAsync($"/admin/v1/tokens/{(await IssuedToken.ReadAsync(response)).Id}");
        Assert.Equal("""["voucher:read","voucher:request"]""", shown.GetProperty("scopes").ToString());
    }
}
