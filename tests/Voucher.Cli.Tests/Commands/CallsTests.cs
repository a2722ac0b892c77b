using System.Text.Json.Nodes;

namespace Voucher.Cli.Tests.Commands;

/// <summary>What each command asks the API for.</summary>
public sealed class CallsTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    private const string Token = "01a200c2-c6d9-7b06-83ea-407a21a865d8";

    [Theory]
    [InlineData("party add D1 --kind distributor --name Shop", "POST parties", """{"id":"D1","kind":"distributor","name":"Shop"}""")]
    [InlineData("party disable D1", "POST parties/D1/disable", null)]
    [InlineData("party enable D1", "POST parties/D1/enable", null)]
    [InlineData("token issue D1", "POST parties/D1/tokens", "{}")]
    [InlineData(
        "token issue D1 --scope a --scope b --expires 2030-01-01T00:00:00Z",
        "POST parties/D1/tokens",
        """{"scopes":["a","b"],"expires_at":"2030-01-01T00:00:00Z"}""")]
    [InlineData($"token rotate {Token}", $"POST tokens/{Token}/rotate", null)]
    [InlineData($"token revoke {Token}", $"POST tokens/{Token}/revoke", null)]
    [InlineData("category add SPO --description Sports", "POST categories", """{"id":"SPO","description":"Sports"}""")]
    [InlineData("campaign pause C1", "POST campaigns/C1/pause", null)]
    [InlineData("campaign resume C1", "POST campaigns/C1/resume", null)]
    [InlineData("campaign end C1 --yes", "POST campaigns/C1/end", null)]
    [InlineData("codes withdraw C1 --reason Old --yes", "POST campaigns/C1/codes/withdraw", """{"reason":"Old"}""")]
    [InlineData("import cancel 7", "POST imports/7/cancel", null)]
    public async Task A_change_is_one_call(string line, string request, string? body)
    {
        gateway.On(request, """{"id":"X","state":"active"}""", 201);

        var ending = await new Operator(gateway).RunAsync(line.Split(' '));

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("id     X\nstate  active", ending.Output.ReplaceLineEndings("\n").Trim());
        Assert.Equal(request, $"{gateway.Last.Method} {gateway.Last.Path}");
        Assert.True(JsonNode.DeepEquals(body is null ? null : JsonNode.Parse(body), gateway.Last.Body.Length == 0 ? null : JsonNode.Parse(gateway.Last.Body)));
    }

    [Theory]
    [InlineData("party show D1", "parties/D1", "")]
    [InlineData("party show a/b?c", "parties/a%2Fb?c", "")]
    [InlineData("party list --kind merchant --state disabled", "parties", "?kind=merchant&state=disabled&limit=50")]
    [InlineData("token list D1 --limit 5", "parties/D1/tokens", "?limit=5")]
    [InlineData("category list", "categories", "?limit=50")]
    [InlineData("campaign show C1", "campaigns/C1", "")]
    [InlineData(
        "campaign list --state active --merchant M1 --category SPO --distributor D1",
        "campaigns",
        "?state=active&merchant_id=M1&category_id=SPO&distributor_id=D1&limit=50")]
    [InlineData("import list C1", "campaigns/C1/imports", "?limit=50")]
    [InlineData("import show 7", "imports/7", "")]
    [InlineData("stock", "stock", "?limit=50")]
    [InlineData("stock C1", "campaigns/C1/stock", "")]
    [InlineData("explain D1 SPO --terminal T1", "explain", "?distributor_id=D1&category_id=SPO&terminal_id=T1&limit=50")]
    [InlineData("explain D1 SPO --at 2026-01-01T00:00:00+01:00", "explain", "?distributor_id=D1&category_id=SPO&at=2026-01-01T00%3A00%3A00%2B01%3A00&limit=50")]
    [InlineData(
        "declined --distributor D1 --terminal T1 --reason no_codes --from A --to B",
        "declined-requests",
        "?distributor_id=D1&terminal_id=T1&reason=no_codes&from=A&to=B&limit=50")]
    [InlineData("reconciliations list --distributor D1 --day 2026-11-20", "reconciliations", "?distributor_id=D1&day=2026-11-20&limit=50")]
    [InlineData($"reconciliations show {Token}", $"reconciliations/{Token}", "")]
    [InlineData($"reconciliations differences {Token} --kind missing_here --limit 5", $"reconciliations/{Token}/differences", "?kind=missing_here&limit=5")]
    [InlineData("audit access --actor O1 --subject D1 --action party.change", "audit/access", "?actor=O1&subject=D1&action=party.change&limit=50")]
    [InlineData("audit campaigns --from A --to B", "audit/campaigns", "?from=A&to=B&limit=50")]
    [InlineData("audit codes", "audit/codes", "?limit=50")]
    public async Task A_question_is_one_call(string line, string path, string query)
    {
        gateway.On($"GET {path}", """{"items":[],"next_cursor":null}""");

        var ending = await new Operator(gateway).RunAsync([.. line.Split(' '), "--json"]);

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("""{"items":[],"next_cursor":null}""", ending.Output.Trim());
        Assert.Equal(("GET", path, query), (gateway.Last.Method, gateway.Last.Path, gateway.Last.Query));
    }

    [Theory]
    [InlineData("token issue D2", "POST parties/D2/tokens")]
    [InlineData($"token rotate {Token}", $"POST tokens/{Token}/rotate")]
    public async Task A_new_token_is_shown_with_a_warning_that_is_no_part_of_the_result(string line, string request)
    {
        gateway.On(request, """{"token":"vch_new","id":"1"}""", 201);

        var ending = await new Operator(gateway).RunAsync([.. line.Split(' '), "--json"]);

        Assert.Equal("""{"token":"vch_new","id":"1"}""", ending.Output.Trim());
        Assert.Equal("This is the only time that the token is shown.", ending.Error.Trim());
    }
}
