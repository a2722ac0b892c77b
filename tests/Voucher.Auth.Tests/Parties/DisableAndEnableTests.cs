using System.Globalization;
using System.Net;
using Dapper;
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

    [Theory]
    [InlineData("/admin/v1/parties/{0}/tokens")]
    [InlineData("/admin/v1/tokens/{1}/rotate")]
    public async Task No_token_is_made_past_a_disabling_that_is_under_way(string path)
    {
        var token = await Auth.IssueAsync();
        await using var disabling = await Auth.Database.OpenConnectionAsync();
        await using var transaction = await disabling.BeginTransactionAsync();
        await disabling.ExecuteAsync("UPDATE parties SET disabled_at = now() WHERE party_id = @PartyId", new { token.PartyId });

        var making = Auth.PostAsync(string.Format(CultureInfo.InvariantCulture, path, token.PartyId, token.Id));
        await Eventually.IsTrueAsync(async () => making.IsCompleted || await Auth.SomebodyWaitsForALockAsync());
        Assert.False(making.IsCompleted);
        await transaction.CommitAsync();

        using var response = await making;
        await response.IsProblemAsync(HttpStatusCode.Conflict);
        Assert.Single((await Auth.GetAsync($"/admin/v1/parties/{token.PartyId}/tokens")).Ids());
    }

    [Fact]
    public async Task A_disabling_waits_for_the_tokens_that_are_being_made_and_kills_them_too()
    {
        var token = await Auth.IssueAsync();
        Assert.NotNull(await Auth.ResolveAsync(token.Text));
        await using var issuing = await Auth.Database.OpenConnectionAsync();
        await using var transaction = await issuing.BeginTransactionAsync();
        await issuing.ExecuteAsync("SELECT FROM parties WHERE party_id = @PartyId FOR SHARE", new { token.PartyId });
        var late = PartnerToken.Generate();

        var disabling = PostAsync(token.PartyId, "disable");
        await Eventually.IsTrueAsync(async () => disabling.IsCompleted || await Auth.SomebodyWaitsForALockAsync());
        Assert.False(disabling.IsCompleted);
        await issuing.ExecuteAsync(
            """
            INSERT INTO tokens (token_hash, token_id, party_id, prefix, scopes, created_at)
            VALUES (@hash, gen_random_uuid(), @PartyId, 'x', ARRAY['voucher:read'], now())
            """,
            new { hash = PartnerToken.HashOf(late), token.PartyId });
        await transaction.CommitAsync();

        using var response = await disabling;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("", ""), (await Auth.EntryAsync(token.Text), await Auth.EntryAsync(late)));
    }

    private Task<HttpResponseMessage> PostAsync(string id, string verb) => Auth.PostAsync($"/admin/v1/parties/{id}/{verb}");
}
