using System.Text.Json.Nodes;

namespace Voucher.Cli.Tests.Commands;

/// <summary>Changes of what may have been changed meanwhile.</summary>
public sealed class ChangeTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    [Theory]
    [InlineData("party rename D1 New", "parties/D1", """{"name":"New"}""")]
    [InlineData("campaign set C1 --priority 5", "campaigns/C1", """{"priority":5}""")]
    [InlineData("stock C1 --set-low-at 100", "campaigns/C1/stock", """{"low_at":100}""")]
    [InlineData("stock C1 --set-low-at default", "campaigns/C1/stock", """{"low_at":null}""")]
    public async Task A_change_is_made_to_what_has_been_read(string line, string path, string body)
    {
        gateway.On($"GET {path}", """{"id":"X"}""", tag: "\"7\"");
        gateway.On($"PATCH {path}", """{"id":"X","revision":8}""");

        var ending = await new Operator(gateway).RunAsync(line.Split(' '));

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("revision  8", ending.Output, StringComparison.Ordinal);
        Assert.Equal(("PATCH", path, "\"7\""), (gateway.Last.Method, gateway.Last.Path, gateway.Last.Headers["If-Match"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(gateway.Last.Body)));
    }

    [Fact]
    public async Task Who_is_too_late_hears_that_somebody_else_was_faster()
    {
        gateway.On("GET parties/D2", """{"id":"D2"}""", tag: "\"1\"");
        gateway.On("PATCH parties/D2", """{"title":"Precondition Failed","detail":"It was changed meanwhile."}""", 412);

        var ending = await new Operator(gateway).RunAsync("party", "rename", "D2", "New");

        Assert.Equal(1, ending.ExitCode);
        Assert.Contains("Somebody else was faster, and nothing of yours was changed.", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_not_changed()
    {
        var ending = await new Operator(gateway).RunAsync("party", "rename", "NOBODY", "New");

        Assert.Equal(1, ending.ExitCode);
        Assert.DoesNotContain(gateway.Received, request => request.Method == "PATCH" && request.Path == "parties/NOBODY");
    }

    [Fact]
    public async Task A_campaign_is_created_with_all_that_is_named()
    {
        gateway.On("POST campaigns", """{"id":"C1"}""", 201);
        string[] line =
        [
            "campaign", "add", "C1", "--merchant", "M1", "--name", "Free bet", "--categories", "SPO, PAY", "--distributors", "D1,D2",
            "--start", "2026-03-01T00:00:00+01:00", "--end", "2027-01-01T00:00:00Z", "--time-zone", "Europe/Berlin", "--priority", "50", "--value", "10.00",
            "--currency", "EUR", "--activation", "2026-12-01", "--validity", "30d", "--acquisition", "bought", "--format", "paper", "--product", "P1",
            "--bundle-item", "B1", "--terms", "One for each", "--paused",
        ];

        var ending = await new Operator(gateway).RunAsync(line);

        Assert.Equal(0, ending.ExitCode);
        AssertSent(
            """
            {"id":"C1","merchant_id":"M1","name":"Free bet","categories":["SPO","PAY"],"distributors":["D1","D2"],"start_at":"2026-03-01T00:00:00+01:00",
             "end_at":"2027-01-01T00:00:00Z","time_zone":"Europe/Berlin","priority":50,"value":"10.00","currency":"EUR","activation":{"date":"2026-12-01"},
             "validity":{"days_after_issue":30},"acquisition":"bought","product_format":"paper","product_id":"P1","bundle_item_id":"B1","terms":"One for each","state":"paused"}
            """);
    }

    [Fact]
    public async Task None_takes_away_and_nothing_else_is_touched()
    {
        gateway.On("GET campaigns/C2", """{"id":"C2"}""", tag: "\"1\"");
        gateway.On("PATCH campaigns/C2", """{"id":"C2"}""");

        await new Operator(gateway).RunAsync("campaign", "set", "C2", "--end", "none", "--validity", "none", "--value", "none", "--currency", "none");
        AssertSent("""{"end_at":null,"validity":null,"value":null,"currency":null}""");

        await new Operator(gateway).RunAsync("campaign", "set", "C2", "--distributors", "none", "--activation", "0");
        AssertSent("""{"distributors":[],"activation":{"days_after_issue":0}}""");

        await new Operator(gateway).RunAsync("campaign", "set", "C2", "--distributors", "all", "--name", "none");
        AssertSent("""{"distributors":"all","name":"none"}""");
    }

    private void AssertSent(string body) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(gateway.Last.Body)), gateway.Last.Body);
}
