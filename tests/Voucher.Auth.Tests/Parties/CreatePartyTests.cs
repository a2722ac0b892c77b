using System.Net;
using System.Text;

namespace Voucher.Auth.Tests.Parties;

public sealed class CreatePartyTests : AuthTests
{
    private const string Path = "/admin/v1/parties";

    [Theory]
    [InlineData("distributor")]
    [InlineData("merchant")]
    [InlineData("operator")]
    public async Task A_created_party_is_answered_and_found_where_the_answer_says(string kind)
    {
        using var response = await CreateAsync($$"""{"id":"P.1_a-","kind":"{{kind}}","name":"Käufer & Söhne ✓"}""");

        var party = await response.IsAsync(HttpStatusCode.Created);
        Assert.Equal("/admin/v1/parties/P.1_a-", response.Headers.Location?.OriginalString);
        Assert.Equal("\"1\"", response.Headers.ETag?.Tag);
        Assert.Equal(
            ["id", "kind", "name", "state", "created_at", "disabled_at", "revision"], party.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("P.1_a-", kind, "Käufer & Söhne ✓", "active"), (party.Text("id"), party.Text("kind"), party.Text("name"), party.Text("state")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", party.Text("created_at"));
        Assert.Null(party.Text("disabled_at"));
        using var shown = await Auth.SendAsync(HttpMethod.Get, $"{Path}/P.1_a-");
        Assert.Equal(party.ToString(), (await shown.IsAsync(HttpStatusCode.OK)).ToString());
        Assert.Equal("\"1\"", shown.Headers.ETag?.Tag);
    }

    [Fact]
    public async Task A_second_party_of_one_id_is_409_and_changes_nothing()
    {
        (await CreateAsync("""{"id":"P1","kind":"merchant","name":"First"}""")).Dispose();

        using var second = await CreateAsync("""{"id":"P1","kind":"distributor","name":"Second"}""");

        Assert.Contains("already", await second.IsProblemAsync(HttpStatusCode.Conflict), StringComparison.Ordinal);
        Assert.Equal("First", (await Auth.GetAsync($"{Path}/P1")).Text("name"));
        Assert.Single(await Auth.AuditAsync("?subject=P1"));
    }

    [Fact]
    public async Task Of_many_creations_of_one_id_one_succeeds()
    {
        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => CreateAsync($$"""{"id":"P1","kind":"merchant","name":"{{i}}"}""")));

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, responses.Count(response => response.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await Auth.AuditAsync("?subject=P1"));
    }

    public static TheoryData<string, string> WrongBodies() => new()
    {
        { """{"kind":"merchant","name":"A"}""", "id" },
        { """{"id":null,"kind":"merchant","name":"A"}""", "id" },
        { """{"id":"","kind":"merchant","name":"A"}""", "id" },
        { """{"id":7,"kind":"merchant","name":"A"}""", "id" },
        { """{"id":["P1"],"kind":"merchant","name":"A"}""", "id" },
        { """{"id":"-P1","kind":"merchant","name":"A"}""", "id" },
        { """{"id":"P 1","kind":"merchant","name":"A"}""", "id" },
        { """{"id":"P1\n","kind":"merchant","name":"A"}""", "id" },
        { """{"id":"Pä","kind":"merchant","name":"A"}""", "id" },
        { """{"id":"P/1","kind":"merchant","name":"A"}""", "id" },
        { $$"""{"id":"{{new string('P', 65)}}","kind":"merchant","name":"A"}""", "id" },
        { """{"id":"OPERATOR-FIRST","kind":"operator","name":"A"}""", "id" },
        { """{"id":"P1","name":"A"}""", "kind" },
        { """{"id":"P1","kind":"Merchant","name":"A"}""", "kind" },
        { """{"id":"P1","kind":"service","name":"A"}""", "kind" },
        { """{"id":"P1","kind":true,"name":"A"}""", "kind" },
        { """{"id":"P1","kind":"merchant"}""", "name" },
        { """{"id":"P1","kind":"merchant","name":" \t"}""", "name" },
        { """{"id":"P1","kind":"merchant","name":{}}""", "name" },
        { """{"id":"P1","kind":"merchant","name":"A\u0000"}""", "name" },
        { """{"id":"P1","kind":"merchant","name":"A\u0007B"}""", "name" },
        { """{"id":"P1","kind":"merchant","name":"\ud800"}""", "name" },
        { $$"""{"id":"P1","kind":"merchant","name":"{{new string('n', 257)}}"}""", "name" },
        { """{"id":"P1","kind":"merchant","name":"A","Name":"B"}""", "Name" },
        { """{"id":"P1","kind":"merchant","name":"A","state":"disabled"}""", "state" },
        { """{"id":"P1","kind":"merchant","name":"A","\ud800":1}""", "body" },
        { """{"id":"P1","kind":"merchant","name":"A","name":"B"}""", "body" },
        { """{"id":"P1","kind":"merchant","name":"A"} {}""", "body" },
        { """{"id":"P1","kind":"merchant","name":"A",}""", "body" },
        { """{"id":"P1",""", "body" },
        { """[{"id":"P1"}]""", "body" },
        { "null", "body" },
        { "7", "body" },
        { "", "body" },
        { new string('[', 2000), "body" },
    };

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task What_is_wrong_is_named_by_field_and_nothing_is_created(string json, string field)
    {
        using var response = await CreateAsync(json);

        Assert.NotEmpty(await response.IsWrongAsync(field));
        Assert.Empty((await Auth.GetAsync(Path)).Ids());
        Assert.Empty(await Auth.AuditAsync());
    }

    [Fact]
    public async Task All_that_is_wrong_is_named_at_once_with_what_is_allowed()
    {
        using var response = await CreateAsync("""{"id":"?","kind":"shop","colour":1}""");

        var errors = (await response.IsAsync(HttpStatusCode.BadRequest)).GetProperty("errors");
        Assert.Equal(["colour", "id", "kind", "name"], errors.EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
        Assert.Contains("distributor, merchant, operator", errors.GetProperty("kind").ToString(), StringComparison.Ordinal);
        Assert.Contains("1 to 64", errors.GetProperty("id").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_field_is_named()
    {
        using var response = await CreateAsync("""{"id":"P1","kind":"merchant","name":"A","name":"B"}""");

        Assert.Contains("name", await response.IsWrongAsync("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_json_is_refused()
    {
        using var content = new StringContent("""{"id":"P1","kind":"merchant","name":"A"}""", Encoding.UTF8, "text/plain");
        using var response = await Auth.Operator.PostAsync(new Uri(Path, UriKind.Relative), content);

        Assert.Contains("application/json", await response.IsWrongAsync("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_huge_body_is_413()
    {
        using var response = await CreateAsync($$"""{"id":"P1","kind":"merchant","name":"{{new string('n', 65_536)}}"}""");

        await response.IsProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_query_is_refused()
    {
        using var response = await Auth.SendAsync(HttpMethod.Post, $"{Path}?dry_run=true", """{"id":"P1","kind":"merchant","name":"A"}""");

        await response.IsWrongAsync("dry_run");
        Assert.Empty((await Auth.GetAsync(Path)).Ids());
    }

    private Task<HttpResponseMessage> CreateAsync(string json) => Auth.SendAsync(HttpMethod.Post, Path, json);
}
