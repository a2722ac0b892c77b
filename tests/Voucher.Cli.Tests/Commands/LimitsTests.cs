using System.Text.Json.Nodes;

namespace Voucher.Cli.Tests.Commands;

/// <summary>The API replaces a campaign's limits as a whole; an operator names those that are to change.</summary>
public sealed class LimitsTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    private const string Full =
        """
        {"total":100000,"per_day":5000,"per_distributor_day":null,"per_terminal_day":20,
         "fair_share":{"percent":40,"distributors":[{"distributor_id":"D1","percent":60}],"borrow_from":"18:00"}}
        """;

    [Fact]
    public async Task A_campaign_is_created_with_the_limits_that_are_named()
    {
        gateway.On("POST campaigns", """{"id":"C1"}""", 201);

        var ending = await new Operator(gateway).RunAsync(
            "campaign", "add", "C1", "--merchant", "M1", "--name", "Free bet", "--categories", "SPO", "--distributors", "all", "--limit-total", "100000",
            "--limit-per-day", "5000", "--limit-per-distributor-day", "2000", "--limit-per-terminal-day", "20", "--fair-share", "40",
            "--fair-share-of", "D1=60, D2=7", "--borrow-from", "18:00");

        Assert.Equal(0, ending.ExitCode);
        AssertLimits(
            """
            {"total":100000,"per_day":5000,"per_distributor_day":2000,"per_terminal_day":20,
             "fair_share":{"percent":40,"distributors":[{"distributor_id":"D1","percent":60},{"distributor_id":"D2","percent":7}],"borrow_from":"18:00"}}
            """);
    }

    [Fact]
    public async Task A_campaign_without_limits_is_created_without_a_word_of_them()
    {
        gateway.On("POST campaigns", """{"id":"C1"}""", 201);

        await new Operator(gateway).RunAsync("campaign", "add", "C1", "--merchant", "M1", "--name", "N", "--categories", "SPO", "--distributors", "all");

        Assert.False(gateway.Last.Json.TryGetProperty("limits", out _));
    }

    [Theory]
    [InlineData("--limit-per-day 6000", "null", """{"per_day":6000}""")]
    [InlineData(
        "--limit-per-day 6000",
        Full,
        """
        {"total":100000,"per_day":6000,"per_distributor_day":null,"per_terminal_day":20,
         "fair_share":{"percent":40,"distributors":[{"distributor_id":"D1","percent":60}],"borrow_from":"18:00"}}
        """)]
    [InlineData(
        "--limit-total none --limit-per-terminal-day none --fair-share-of none --borrow-from none",
        Full,
        """
        {"total":null,"per_day":5000,"per_distributor_day":null,"per_terminal_day":null,"fair_share":{"percent":40,"distributors":null,"borrow_from":null}}
        """)]
    [InlineData(
        "--fair-share 50 --fair-share-of D2=1",
        Full,
        """
        {"total":100000,"per_day":5000,"per_distributor_day":null,"per_terminal_day":20,
         "fair_share":{"percent":50,"distributors":[{"distributor_id":"D2","percent":1}],"borrow_from":"18:00"}}
        """)]
    [InlineData("--fair-share none", Full, """{"total":100000,"per_day":5000,"per_distributor_day":null,"per_terminal_day":20,"fair_share":null}""")]
    [InlineData("--limits none", Full, "null")]
    [InlineData("--limits none --limit-total 7", Full, """{"total":7}""")]
    [InlineData("--limit-total none", """{"total":5,"per_day":null,"per_distributor_day":null,"per_terminal_day":null,"fair_share":null}""", "null")]
    [InlineData("--limit-total many --fair-share-of D1,D2=x --borrow-from 6", "null", """{"total":"many","fair_share":{"distributors":[{"distributor_id":"D1"},{"distributor_id":"D2","percent":"x"}],"borrow_from":"6"}}""")]
    public async Task What_is_named_changes_and_the_other_limits_stay(string line, string before, string after)
    {
        gateway.On("GET campaigns/C2", $$"""{"id":"C2","limits":{{before}} }""", tag: "\"7\"");
        gateway.On("PATCH campaigns/C2", """{"id":"C2"}""");

        var ending = await new Operator(gateway).RunAsync(["campaign", "set", "C2", .. line.Split(' ')]);

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal("\"7\"", gateway.Last.Headers["If-Match"]);
        AssertLimits(after);
    }

    [Fact]
    public async Task A_change_of_something_else_says_nothing_of_them()
    {
        gateway.On("GET campaigns/C3", $$"""{"id":"C3","limits":{{Full}} }""", tag: "\"1\"");
        gateway.On("PATCH campaigns/C3", """{"id":"C3"}""");

        await new Operator(gateway).RunAsync("campaign", "set", "C3", "--priority", "5");

        Assert.Equal("""{"priority":5}""", gateway.Last.Body);
    }

    [Fact]
    public async Task They_are_shown_one_by_one()
    {
        gateway.On("GET campaigns/C4", $$"""{"id":"C4","limits":{{Full}},"state":"active"}""");

        var ending = await new Operator(gateway).RunAsync("campaign", "show", "C4");

        Assert.Equal(
            """
            id                      C4
            limit total             100,000
            limit per day           5,000
            limit per terminal day  20
            fair share              40 %, D1 60 %, free from 18:00 on
            state                   active
            """.ReplaceLineEndings("\n"),
            ending.Output.ReplaceLineEndings("\n").Trim());
    }

    private void AssertLimits(string limits) => Assert.True(
        JsonNode.DeepEquals(JsonNode.Parse(limits), JsonNode.Parse(gateway.Last.Body)!.AsObject()["limits"]) && gateway.Last.Json.TryGetProperty("limits", out _),
        gateway.Last.Body);
}
