namespace Voucher.Cli.Tests.Commands;

public sealed class ReconciliationTests(GatewayDouble gateway) : IClassFixture<GatewayDouble>
{
    private const string Id = "019aa7d2-6c3e-7b06-83ea-407a21a865d8";

    private const string Report =
        $$"""
        {"id":"{{Id}}","distributor_id":"D1","day":"2026-11-20","time_zone":"Europe/Berlin","at_tolerance_seconds":300,"created_at":"T",
         "totals":{"journal_rows":1004,"our_vouchers":1003,"matched":1001,"missing_here":1,"missing_there":1,"different":1,"duplicates":1}
        """;

    private static string[] Lines(Ending ending) => ending.Output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public async Task Reports_are_listed_with_their_totals()
    {
        gateway.On("GET reconciliations", $$"""{"items":[{{Report}}}],"next_cursor":null}""");

        var lines = Lines(await new Operator(gateway).RunAsync("reconciliations", "list"));

        Assert.Equal(
            "ID DISTRIBUTOR DAY ZONE CREATED ROWS VOUCHERS MATCHED MISSING HERE MISSING THERE DIFFERENT DUPLICATES", string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal($"{Id} D1 2026-11-20 Europe/Berlin T 1,004 1,003 1,001 1 1 1 1", string.Join(' ', lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task A_report_is_shown_without_its_differences()
    {
        gateway.On($"GET reconciliations/{Id}", $$"""{{Report}},"differences":[{"kind":"missing_here"}],"next_cursor":"x"}""");

        var ending = await new Operator(gateway).RunAsync("reconciliations", "show", Id);

        Assert.Contains("journal_rows 1004, our_vouchers 1003, matched 1001", ending.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("differences", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_show_both_sides_in_one_line()
    {
        gateway.On($"GET reconciliations/{Id}/differences", """
            {"items":[{"kind":"different","line":17,"detail":null,"differs":["terminal_id"],"first_line":null,
                       "journal":{"request_id":"R1","voucher_code":null,"terminal_id":"T2","at":null},
                       "voucher":{"campaign_id":"C1","request_id":"R1","voucher_code":"X-1","serial_number":"S1","terminal_id":"T1","at":"T","state":"acquired"}},
                      {"kind":"duplicate","line":18,"detail":null,"differs":null,"first_line":17,"journal":{"request_id":"R1"},"voucher":null}],
             "next_cursor":null}
            """);

        var lines = Lines(await new Operator(gateway).RunAsync("reconciliations", "differences", Id));

        Assert.Equal(3, lines.Length);
        Assert.Matches("^different +17 +- +terminal_id +- +request_id R1, terminal_id T2 +campaign_id C1, request_id R1, ", lines[1]);
        Assert.Matches("^duplicate +18 +- +- +17 +request_id R1 +-", lines[2]);
    }
}
