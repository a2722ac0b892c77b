using System.Diagnostics;
using System.Net;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Tokens;

/// <summary>Revoking, rotating, disabling: what they have in common is that tokens die.</summary>
public sealed class RevocationTests : AuthTests
{
    [Fact]
    public async Task A_revoked_token_is_dead_in_redis_and_in_the_database()
    {
        var token = await Auth.IssueAsync();
        Assert.NotNull(await Auth.ResolveAsync(token.Text));

        using var response = await Auth.RevokeAsync(token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await Auth.EntryAsync(token.Text));
        Assert.Null(await Auth.ResolveAsync(token.Text));
        Assert.Equal("", await Auth.EntryAsync(token.Text));
    }

    [Fact]
    public async Task A_second_revocation_keeps_the_first_time()
    {
        var token = await Auth.IssueAsync();
        using var first = await Auth.RevokeAsync(token);
        using var second = await Auth.RevokeAsync(token);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        var revoked = await first.IsAsync(HttpStatusCode.OK);
        Assert.Equal("revoked", revoked.Text("state"));
        Assert.NotNull(revoked.Text("revoked_at"));
        Assert.Equal(revoked.ToString(), (await second.IsAsync(HttpStatusCode.OK)).ToString());
        Assert.Single(await Auth.AuditAsync("?action=token.revoke"));
    }

    [Fact]
    public async Task A_rotation_kills_the_old_token_and_gives_a_like_one()
    {
        var old = await Auth.IssueAsync(expiresAt: new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.NotNull(await Auth.ResolveAsync(old.Text));

        using var response = await Auth.RotateAsync(old);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var successor = await IssuedToken.ReadAsync(response);
        Assert.NotEqual(old.Text, successor.Text);
        Assert.NotEqual(old.Id, successor.Id);
        Assert.Equal(old.PartyId, successor.PartyId);
        Assert.Equal(old.Body.GetProperty("scopes").ToString(), successor.Body.GetProperty("scopes").ToString());
        Assert.Equal("2099-01-01T00:00:00Z", successor.Body.Text("expires_at"));
        Assert.Equal($"/admin/v1/tokens/{successor.Id}", response.Headers.Location?.OriginalString);
        Assert.Equal("", await Auth.EntryAsync(old.Text));
        Assert.Null(await Auth.ResolveAsync(old.Text));
        Assert.NotNull(await Auth.ResolveAsync(successor.Text));
    }

    [Fact]
    public async Task Of_many_rotations_of_one_token_one_succeeds()
    {
        var token = await Auth.IssueAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Auth.RotateAsync(token)));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_revoked_or_expired_token_is_not_rotated()
    {
        var revoked = await Auth.IssueAsync();
        (await Auth.RevokeAsync(revoked)).Dispose();
        var expired = await Auth.IssueAsync();
        await Auth.ExecuteAsync("UPDATE tokens SET expires_at = now() WHERE token_id = @Id", new { expired.Id });

        using var ofRevoked = await Auth.RotateAsync(revoked);
        using var ofExpired = await Auth.RotateAsync(expired);

        Assert.Equal(HttpStatusCode.Conflict, ofRevoked.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, ofExpired.StatusCode);
    }

    [Theory]
    [InlineData("revoke")]
    [InlineData("rotate")]
    public async Task An_unknown_token_is_not_found(string verb)
    {
        using var response = await Auth.PostAsync($"/admin/v1/tokens/{Guid.NewGuid()}/{verb}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_disabled_partys_tokens_are_all_dead_and_it_gets_no_others()
    {
        var one = await Auth.IssueAsync();
        var other = await Auth.IssueAsync(one.PartyId);
        var stranger = await Auth.IssueAsync();
        Assert.NotNull(await Auth.ResolveAsync(one.Text));
        Assert.NotNull(await Auth.ResolveAsync(stranger.Text));

        using var response = await Auth.PostAsync($"/admin/v1/parties/{one.PartyId}/disable");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await Auth.EntryAsync(one.Text));
        Assert.Equal("", await Auth.EntryAsync(other.Text));
        Assert.Null(await Auth.ResolveAsync(one.Text));
        Assert.Null(await Auth.ResolveAsync(other.Text));
        Assert.NotNull(await Auth.ResolveAsync(stranger.Text));
        using var rotated = await Auth.RotateAsync(one);
        Assert.Equal(HttpStatusCode.Conflict, rotated.StatusCode);
        using var issued = await Auth.AskForTokenAsync(one.PartyId, ["voucher:read"]);
        Assert.Equal(HttpStatusCode.Conflict, issued.StatusCode);
        using var again = await Auth.PostAsync($"/admin/v1/parties/{one.PartyId}/disable");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task An_unknown_party_is_not_disabled()
    {
        using var response = await Auth.PostAsync("/admin/v1/parties/NOBODY/disable");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Without_redis_the_answer_waits_until_no_entry_can_be_alive()
    {
        var settings = new Dictionary<string, string> { ["TokenEntries:EntryLife"] = "00:00:02", ["TokenEntries:Margin"] = "00:00:01" };
        await using var redis = await Stores.StartRedisAsync();
        await using var auth = await AuthService.StartAsync(redis: redis.ConnectionString, settings: settings);
        var token = await auth.IssueAsync();
        await redis.StopAsync();

        var started = Stopwatch.GetTimestamp();
        using var response = await auth.RevokeAsync(token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(6));
        Assert.Null(await auth.ResolveAsync(token.Text));
    }

    [Fact]
    public async Task The_answer_waits_no_longer_than_until_redis_is_back()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var auth = await AuthService.StartAsync(redis: redis.ConnectionString);
        var token = await auth.IssueAsync();
        await redis.StopAsync();

        var revocation = auth.RevokeAsync(token);
        await Eventually.IsTrueAsync(async () => await auth.ResolveAsync(token.Text) is null);
        Assert.False(revocation.IsCompleted);
        await redis.StartAsync();

        using var response = await revocation.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await auth.EntryAsync(token.Text));
    }
}
