using System.Net;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Parties;

/// <summary>That all tokens of a disabled party are dead is among the tests of revocation.</summary>
public sealed class DisableAndEnableTests : AuthTests
{
    [Fact]
    public async Task A_disabled_party_says_so_until_it_is_enabled()
    {
        var id = await Auth.AddPartyAsync();

        using var disabling = await PostAsync(id, "disable");
        var disabled = await disabling.IsAsync(HttpStatusCode.OK);
        using var enabling = await PostAsync(id, "enable");
        var enabled = await enabling.IsAsync(HttpStatusCode.OK);

        Assert.Equal(("disabled", "\"2\""), (disabled.Text("state"), disabling.Headers.ETag?.Tag));
        Assert.NotNull(disabled.Text("disabled_at"));
        Assert.Equal(("active", "\"3\""), (enabled.Text("state"), enabling.Headers.ETag?.Tag));
        Assert.Null(enabled.Text("disabled_at"));
        Assert.Equal(enabled.ToString(), (await Auth.GetAsync($"/admin/v1/parties/{id}")).ToString());
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    public async Task A_repetition_changes_nothing(string verb)
    {
        var id = await Auth.AddPartyAsync();
        (await PostAsync(id, "disable")).Dispose();
        using var first = await PostAsync(id, verb);
        var changes = (await Auth.AuditAsync()).Count;

        using var second = await PostAsync(id, verb);

        Assert.Equal((await first.IsAsync(HttpStatusCode.OK)).ToString(), (await second.IsAsync(HttpStatusCode.OK)).ToString());
        Assert.Equal(changes, (await Auth.AuditAsync()).Count);
    }

    [Fact]
    public async Task Enabling_revives_the_tokens_that_are_not_revoked_at_once()
    {
        var token = await Auth.IssueAsync();
        var revoked = await Auth.IssueAsync(token.PartyId);
        (await Auth.RevokeAsync(revoked)).Dispose();
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
        (await PostAsync(token.PartyId, "disable")).Dispose();
        Assert.Equal("", await Auth.EntryAsync(token.Text));

        (await PostAsync(token.PartyId, "enable")).Dispose();

        Assert.Null(await Auth.EntryAsync(token.Text));
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
        Assert.NotEqual("", await Auth.EntryAsync(token.Text));
        Assert.Null(await Auth.ResolveAsync(revoked.Text));
        Assert.Equal("", await Auth.EntryAsync(revoked.Text));
    }

    [Fact]
    public async Task Enabling_does_not_wait_for_redis()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var auth = await AuthService.StartAsync(redis: redis.ConnectionString);
        var token = await auth.IssueAsync();
        (await auth.PostAsync($"/admin/v1/parties/{token.PartyId}/disable")).Dispose();
        await redis.StopAsync();

        using var response = await auth.PostAsync($"/admin/v1/parties/{token.PartyId}/enable").WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotNull(await auth.ResolveAsync(token.Text));
    }

    [Theory]
    [InlineData("disable", "disabled")]
    [InlineData("enable", "active")]
    public async Task If_match_is_heeded_where_it_is_given(string verb, string state)
    {
        var id = await Auth.AddPartyAsync();
        if (verb == "enable")
            (await PostAsync(id, "disable")).Dispose();
        var current = (await Auth.GetAsync($"/admin/v1/parties/{id}")).GetProperty("revision").GetInt32();

        using var stale = await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/parties/{id}/{verb}", ifMatch: "\"99\"");
        await stale.IsProblemAsync(HttpStatusCode.PreconditionFailed);
        Assert.NotEqual(state, (await Auth.GetAsync($"/admin/v1/parties/{id}")).Text("state"));
        using var fresh = await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/parties/{id}/{verb}", ifMatch: $"\"{current}\"");
        Assert.Equal(state, (await fresh.IsAsync(HttpStatusCode.OK)).Text("state"));
    }

    [Theory]
    [InlineData("disable", "NOBODY")]
    [InlineData("enable", "NOBODY")]
    [InlineData("disable", "%0A")]
    [InlineData("enable", "%0A")]
    public async Task An_unknown_party_is_404(string verb, string id)
    {
        using var response = await PostAsync(id, verb);

        await response.IsProblemAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("disable", """{"reason":"fraud"}""", "reason")]
    [InlineData("enable", """{"at":"2030-01-01T00:00:00Z"}""", "at")]
    [InlineData("disable", "[]", "body")]
    [InlineData("disable", "no json", "body")]
    public async Task What_it_would_pass_over_is_refused(string verb, string json, string field)
    {
        var id = await Auth.AddPartyAsync();
        using var response = await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/parties/{id}/{verb}", json);

        await response.IsWrongAsync(field);
        Assert.Equal(1, (await Auth.GetAsync($"/admin/v1/parties/{id}")).GetProperty("revision").GetInt32());
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    public async Task A_query_is_refused(string verb)
    {
        using var response = await PostAsync(await Auth.AddPartyAsync(), $"{verb}?from=tomorrow");

        await response.IsWrongAsync("from");
    }

    [Fact]
    public async Task Nobody_disables_the_party_that_it_acts_as()
    {
        var id = await Auth.AddPartyAsync(PrincipalKinds.Operator);
        using var self = Auth.NewClient().WithToken(TestTokens.OfOperator(id));

        using var response = await self.PostAsync(new Uri($"/admin/v1/parties/{id}/disable", UriKind.Relative), null);

        await response.IsProblemAsync(HttpStatusCode.Conflict);
        Assert.Equal("active", (await Auth.GetAsync($"/admin/v1/parties/{id}")).Text("state"));
    }

    [Fact]
    public async Task A_token_issued_or_rotated_while_its_party_is_disabled_is_not_issued_or_dead()
    {
        for (var round = 0; round < 20; round++)
        {
            var token = await Auth.IssueAsync();

            var issuing = Auth.AskForTokenAsync(token.PartyId, [Scopes.RequestVoucher]);
            var rotating = Auth.RotateAsync(token);
            var disabling = PostAsync(token.PartyId, "disable");
            using var issued = await issuing;
            using var rotated = await rotating;
            using var disabled = await disabling;

            Assert.Equal(HttpStatusCode.OK, disabled.StatusCode);
            foreach (var response in new[] { issued, rotated })
            {
                if (response.StatusCode == HttpStatusCode.Created)
                    Assert.Null(await Auth.ResolveAsync((await IssuedToken.ReadAsync(response)).Text));
                else
                    Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
            }
            Assert.Null(await Auth.ResolveAsync(token.Text));
        }
    }

    private Task<HttpResponseMessage> PostAsync(string id, string verb) => Auth.PostAsync($"/admin/v1/parties/{id}/{verb}");
}
