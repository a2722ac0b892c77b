using System.Text.RegularExpressions;
using Voucher.Cli.Output;

namespace Voucher.Cli.Tests.Output;

public sealed partial class ScreenTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    private const string Escape = "\u001b";

    [Fact]
    public async Task Without_a_terminal_a_table_is_plain_lines_with_nothing_cut_off()
    {
        var name = new string('x', 300);
        gateway.On("GET campaigns", $$"""
            {"items":[{"id":"C1","state":"active","merchant_id":"M1","name":"{{name}}","categories":["A","B"],"distributors":[],
                       "priority":1000,"start_at":null,"end_at":"E"},
                      {"id":"LONGER","state":"ended","merchant_id":"M1","name":"n","categories":["A"],"distributors":"all",
                       "priority":1,"start_at":"S","end_at":null}],"next_cursor":null}
            """);

        var ending = await new Operator(gateway).RunAsync("campaign", "list");

        var lines = ending.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.StartsWith("ID      STATE   MERCHANT  NAME", lines[0], StringComparison.Ordinal);
        Assert.Equal($"C1      active  M1        {name}  A, B        none             1,000  -      E", lines[1]);
        Assert.Equal($"LONGER  ended   M1        n{new string(' ', 299)}  A           all                  1  S      -", lines[2]);
        Assert.Equal("", lines[3]);
    }

    [Fact]
    public async Task Control_characters_that_somebody_sent_do_not_reach_the_terminal()
    {
        gateway.On("GET parties/EVIL", """{"id":"EVIL","name":"a\u001b[2Jb"}""");

        foreach (var hasScreen in new[] { false, true })
        {
            var ending = await new Operator(gateway) { HasScreen = hasScreen }.RunAsync("party", "show", "EVIL");
            Assert.DoesNotContain($"{Escape}[2J", ending.Output, StringComparison.Ordinal);
            Assert.Contains("a\uFFFD[2Jb", ending.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task On_a_screen_brackets_are_text_and_no_markup()
    {
        gateway.On("GET categories", """{"items":[{"id":"C1","description":"[red]Sale[/] [1]","created_at":"T"}],"next_cursor":null}""");

        var ending = await new Operator(gateway) { HasScreen = true }.RunAsync("category", "list");

        Assert.Equal(0, ending.ExitCode);
        Assert.Contains("[red]Sale[/] [1]", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_narrow_screen_a_wide_list_is_shown_item_by_item()
    {
        var (longId, longTime) = (new string('C', 64), new string('9', 300));
        gateway.On("GET stock", $$"""
            {"items":[{"campaign_id":"{{longId}}","level":"low","available":12345,"depleted_at":"{{longTime}}"}],"next_cursor":null}
            """);

        var ending = await new Operator(gateway) { HasScreen = true }.RunAsync("stock");

        var lines = Colour().Replace(ending.Output, "").ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains($"Campaign     {longId}", lines);
        Assert.Contains("Available    12,345", lines);
    }

    [Theory]
    [InlineData("""{"guess_chance":0.001}""", "guess chance", "1 in 1,000")]
    [InlineData("""{"guess_chance":8.27e-25}""", "guess chance", "1 in 1.2e+24")]
    [InlineData("""{"guess_chance":0}""", "guess chance", "0")]
    [InlineData("""{"id":1234567}""", "id", "1234567")]
    [InlineData("""{"rows_read":1234567}""", "rows read", "1,234,567")]
    [InlineData("""{"rate_per_minute":1.5}""", "rate per minute", "1.5")]
    [InlineData("""{"validity":{"days_after_issue":30}}""", "validity", "30 days after issue")]
    [InlineData("""{"validity":{"date":"2027-03-31"}}""", "validity", "2027-03-31")]
    [InlineData("""{"limits":null}""", "limits", "-")]
    [InlineData("""{"limits":{"total":1234567,"per_day":null,"fair_share":null}}""", "limit total", "1,234,567")]
    [InlineData("""{"limits":{"fair_share":{"percent":40,"distributors":[],"borrow_from":null}}}""", "fair share", "40 %")]
    public void A_value_is_written_for_people(string resource, string name, string value)
    {
        var row = Assert.Single(Details.Of(System.Text.Json.JsonElement.Parse(resource), []));
        Assert.Equal([name, value], row);
    }

    [Fact]
    public async Task An_audit_entry_tells_what_has_changed()
    {
        gateway.On("GET audit/access", """
            {"items":[{"at":"T4","actor":"O1","action":"campaign.change","subject_id":"C1",
                       "before":{"id":"C1","limits":{"total":5,"per_day":null,"fair_share":null}},"after":{"id":"C1","limits":null}},
                      {"at":"T3","actor":"O1","action":"campaign.change","subject_id":"C1",
                       "before":{"id":"C1","limits":null},
                       "after":{"id":"C1","limits":{"total":null,"per_day":5,"fair_share":{"percent":40,"distributors":[{"distributor_id":"D1","percent":7}],"borrow_from":"18:00"}}}},
                      {"at":"T2","actor":"O1","action":"party.change","subject_id":"D1",
                       "before":{"id":"D1","name":"Old","state":"active","revision":1},"after":{"id":"D1","name":"New","state":"active","revision":2}},
                      {"at":"T1","actor":"O1","action":"party.create","subject_id":"D1",
                       "before":null,"after":{"id":"D1","name":"Old","revision":1}}],"next_cursor":null}
            """);

        var ending = await new Operator(gateway).RunAsync("audit", "access");

        var lines = ending.Output.ReplaceLineEndings("\n").Split('\n');
        Assert.Equal("T4  O1     campaign.change  C1       limits: total 5 → -", lines[1]);
        Assert.Equal("T3  O1     campaign.change  C1       limits: - → per_day 5, fair_share 40 %, D1 7 %, free from 18:00 on", lines[2]);
        Assert.Equal("T2  O1     party.change     D1       name: Old → New", lines[3]);
        Assert.Equal("T1  O1     party.create     D1       name: Old", lines[4]);
    }

    [GeneratedRegex(@"\u001b\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Colour();
}
