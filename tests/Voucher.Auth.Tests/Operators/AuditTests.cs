using System.Net;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Operators;

/// <summary>What the log keeps of changes of parties and tokens. How it is paged and searched is among the tests of the defaults.</summary>
public sealed class AuditTests : AuthTests
{
    [Fact]
    public async Task Each_change_of_a_party_is_logged_with_who_when_before_and_after()
    {
        using var alice = Auth.NewClient().WithToken(TestTokens.OfOperator("ALICE"));
        using var creation = await Auth.SendAsync(HttpMethod.Post, "/admin/v1/parties", """{"id":"P1","kind":"merchant","name":"Old"}""");
        using var change = await Auth.SendAsync(HttpMethod.Patch, "/admin/v1/parties/P1", """{"name":"New"}""", "\"1\"");
        using var disabling = await alice.PostAsync(new Uri("/admin/v1/parties/P1/disable", UriKind.Relative), null);
        using var enabling = await alice.PostAsync(new Uri("/admin/v1/parties/P1/enable", UriKind.Relative), null);

        var changes = await Auth.AuditAsync("?subject=P1");

        Assert.Equal(["party.enable", "party.disable", "party.change", "party.create"], changes.Select(change => change.Text("action")!));
        Assert.Equal(["ALICE", "ALICE", "OPERATOR", "OPERATOR"], changes.Select(change => change.Text("actor")!));
        Assert.All(changes, change => Assert.Equal("party", change.Text("subject_kind")));
        Assert.All(changes, change => Assert.InRange(
            change.GetProperty("at").GetDateTime(), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddSeconds(1)));
        string[] states = ["null", await TextAsync(creation), await TextAsync(change), await TextAsync(disabling), await TextAsync(enabling)];
        for (var i = 0; i < 4; i++)
        {
            IsSame(states[i], changes[3 - i].GetProperty("before"));
            IsSame(states[i + 1], changes[3 - i].GetProperty("after"));
        }
    }

    [Fact]
    public async Task Each_change_of_a_token_is_logged_without_the_token()
    {
        var old = await Auth.IssueAsync();
        using var rotation = await Auth.RotateAsync(old);
        var successor = await IssuedToken.ReadAsync(rotation);
        (await Auth.RevokeAsync(successor)).Dispose();

        var changes = await Auth.AuditAsync();

        Assert.Equal(
            [$"token.revoke {successor.Id}", $"token.issue {successor.Id}", $"token.rotate {old.Id}", $"token.issue {old.Id}"],
            changes.Select(change => $"{change.Text("action")} {change.Text("subject_id")}"));
        Assert.Equal(("active", "revoked"), (changes[2].GetProperty("before").Text("state"), changes[2].GetProperty("after").Text("state")));
        Assert.Equal(JsonValueKind.Null, changes[1].GetProperty("before").ValueKind);
        Assert.All(changes, change => Assert.False(change.GetProperty("after").TryGetProperty("token", out _)));
        await using var search = Auth.Database.CreateCommand("SELECT count(*) FROM audit_entries a WHERE a::text LIKE ANY ($1)");
        search.Parameters.Add(new() { Value = new[] { $"%{old.Text[12..]}%", $"%{successor.Text[12..]}%" } });
        Assert.Equal(0L, await search.ExecuteScalarAsync());
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    [InlineData("change")]
    [InlineData("create")]
    [InlineData("issue")]
    [InlineData("revoke")]
    [InlineData("rotate")]
    public async Task A_change_that_cannot_be_logged_is_not_made(string what)
    {
        var token = await Auth.IssueAsync();
        if (what == "enable")
            (await Auth.PostAsync($"/admin/v1/parties/{token.PartyId}/disable")).Dispose();
        var before = await StateAsync();
        await Auth.ExecuteAsync("ALTER TABLE audit_entries ADD CONSTRAINT full_up CHECK (at < '2000-01-01') NOT VALID");

        using var response = what switch
        {
            "create" => await Auth.SendAsync(HttpMethod.Post, "/admin/v1/parties", """{"id":"P1","kind":"merchant","name":"A"}"""),
            "change" => await Auth.SendAsync(HttpMethod.Patch, $"/admin/v1/parties/{token.PartyId}", """{"name":"New"}""", "*"),
            "issue" => await Auth.SendAsync(HttpMethod.Post, $"/admin/v1/parties/{token.PartyId}/tokens"),
            "revoke" or "rotate" => await Auth.PostAsync($"/admin/v1/tokens/{token.Id}/{what}"),
            _ => await Auth.PostAsync($"/admin/v1/parties/{token.PartyId}/{what}"),
        };

        await response.IsProblemAsync(HttpStatusCode.InternalServerError);
        Assert.Equal(before, await StateAsync());
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync();

    /// <summary>The order of fields does not matter.</summary>
    private static void IsSame(string expected, JsonElement actual) => Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), actual), $"{expected} is not {actual}");

    private async Task<string> StateAsync()
    {
        await using var read = Auth.Database.CreateCommand(
            "SELECT (SELECT string_agg(p::text, ';' ORDER BY party_id) FROM parties p) || (SELECT string_agg(t::text, ';' ORDER BY token_id) FROM tokens t)");
        return (string)(await read.ExecuteScalarAsync())!;
    }
}
