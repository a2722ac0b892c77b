using System.Net;
using System.Text;

namespace Voucher.Auth.Tests.Parties;

public sealed class ChangePartyTests : AuthTests
{
    [Fact]
    public async Task A_change_raises_the_revision()
    {
        var id = await Auth.AddPartyAsync();

        using var response = await PatchAsync(id, """{"name":"New"}""", "\"1\"");

        var party = await response.IsAsync(HttpStatusCode.OK);
        Assert.Equal(("New", 2), (party.Text("name"), party.GetProperty("revision").GetInt32()));
        Assert.Equal("\"2\"", response.Headers.ETag?.Tag);
        Assert.Equal(party.ToString(), (await Auth.GetAsync($"/admin/v1/parties/{id}")).ToString());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"name":"A party"}""")]
    public async Task What_changes_nothing_leaves_revision_and_audit_log_alone(string json)
    {
        var id = await Auth.AddPartyAsync();

        using var response = await PatchAsync(id, json, "\"1\"");

        Assert.Equal(1, (await response.IsAsync(HttpStatusCode.OK)).GetProperty("revision").GetInt32());
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        Assert.Empty(await Auth.AuditAsync());
    }

    [Theory]
    [InlineData("*")]
    [InlineData("\"7\", \"1\"")]
    public async Task Any_of_several_tags_may_match(string ifMatch)
    {
        using var response = await PatchAsync(await Auth.AddPartyAsync(), """{"name":"New"}""", ifMatch);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("\"2\"")]
    [InlineData("1")]
    [InlineData("W/\"1\"")]
    [InlineData("\"\"")]
    [InlineData("")]
    public async Task A_tag_of_another_state_is_412_and_changes_nothing(string ifMatch)
    {
        var id = await Auth.AddPartyAsync();

        using var response = await PatchAsync(id, """{"name":"New"}""", ifMatch);

        Assert.Contains("\"1\"", await response.IsProblemAsync(HttpStatusCode.PreconditionFailed), StringComparison.Ordinal);
        Assert.Equal("A party", (await Auth.GetAsync($"/admin/v1/parties/{id}")).Text("name"));
    }

    [Fact]
    public async Task Without_if_match_it_is_428_with_the_remedy()
    {
        using var response = await PatchAsync(await Auth.AddPartyAsync(), """{"name":"New"}""", null);

        Assert.Contains("If-Match", await response.IsProblemAsync((HttpStatusCode)428), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_who_have_seen_the_same_state_one_changes_it_and_the_others_get_412()
    {
        var id = await Auth.AddPartyAsync();

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PatchAsync(id, $$"""{"name":"{{i}}"}""", "\"1\"")));

        var winner = Assert.Single(responses, response => response.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal((await winner.IsAsync(HttpStatusCode.OK)).Text("name"), (await Auth.GetAsync($"/admin/v1/parties/{id}")).Text("name"));
        Assert.Single(await Auth.AuditAsync());
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":["A"]}""", "name")]
    [InlineData("""{"name":"A\u001b[2J"}""", "name")]
    [InlineData("""{"id":"OTHER"}""", "id")]
    [InlineData("""{"kind":"operator"}""", "kind")]
    [InlineData("""{"state":"disabled"}""", "state")]
    [InlineData("""{"revision":1}""", "revision")]
    [InlineData("""[{"op":"replace","path":"/name","value":"A"}]""", "body")]
    [InlineData("", "body")]
    public async Task What_is_wrong_is_named_by_field(string json, string field)
    {
        var id = await Auth.AddPartyAsync();

        using var response = await PatchAsync(id, json, "*");

        await response.IsWrongAsync(field);
        Assert.Equal("A party", (await Auth.GetAsync($"/admin/v1/parties/{id}")).Text("name"));
    }

    [Fact]
    public async Task The_media_type_of_merge_patches_is_taken()
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/admin/v1/parties/{await Auth.AddPartyAsync()}");
        request.Content = new StringContent("""{"name":"New"}""", Encoding.UTF8, "application/merge-patch+json");
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        using var response = await Auth.Operator.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_huge_body_is_413()
    {
        using var response = await PatchAsync(await Auth.AddPartyAsync(), $$"""{"name":"{{new string('n', 70_000)}}"}""", "*");

        await response.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("NOBODY")]
    [InlineData("%0A")]
    public async Task An_unknown_party_is_404(string id)
    {
        using var response = await PatchAsync(id, """{"name":"New"}""", "*");

        await response.IsProblemAsync(HttpStatusCode.NotFound);
    }

    private Task<HttpResponseMessage> PatchAsync(string id, string json, string? ifMatch) =>
        Auth.SendAsync(HttpMethod.Patch, $"/admin/v1/parties/{id}", json, ifMatch);
}
