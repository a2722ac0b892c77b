using System.Text.Json;
using Dapper;
using Voucher.Issuance.Tests.Transactions;

namespace Voucher.Issuance.Tests.Reconciliation;

/// <summary>What a journal and the ledger have, and how they differ.</summary>
public sealed class ReconcileJournalTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = TransactionStock.NewDistributor();

    [Theory]
    [InlineData(JournalClient.Ndjson)]
    [InlineData(JournalClient.Csv)]
    public async Task Every_kind_of_difference_is_told_row_by_row_and_everything_is_counted_once(string type)
    {
        await service.IssueAsync(distributor, 8);
        await service.DeclineAsync(distributor, 1);
        // Of the day before, live and returned; and one that came back on the day.
        await service.IssueAsync(distributor, 2, TransactionStock.Noon.AddDays(-1), first: 101);
        await ReturnAsync(102, 1);
        await service.IssueAsync(distributor, 1, first: 201);
        await ReturnAsync(201, 2);
        await service.ChangeAsync(distributor, "confirm_by = now()", 8);
        string?[][] rows =
        [
            ["R1", null, null, null],
            [null, $"{distributor}-2", "T3", "2026-11-20T13:00:01.250+01:00"],
            ["R3", $"{distributor}-3", "T4", "2026-11-20T12:04:02Z"],
            ["R4", $"{distributor}-99", "T9", "2026-11-20T12:09:00Z"],
            ["other", $"{distributor}-5", null, null],
            ["R1", null, null, null],
            [null, $"{distributor}-1", null, null],
            ["never", null, "T1", null],
            ["D1", null, null, null],
            ["R101", null, null, null],
            ["R102", null, null, null],
            [null, $"{distributor}-201", null, null],
            ["never", "X", null, null],
        ];
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync(Journal(type, rows), type: type);

        var skipped = type == JournalClient.Csv ? 1 : 0;
        Assert.Equal([13, 8, 3, 5, 3, 2, 3], report.Totals());
        Assert.Equal(
            ["journal_rows", "our_vouchers", "matched", "missing_here", "missing_there", "different", "duplicates"],
            report.GetProperty("totals").EnumerateObject().Select(total => total.Name));
        Assert.Equal(
        [
            $"different {4 + skipped} voucher_code+terminal_id+at 4",
            $"different {5 + skipped} request_id 5",
            $"duplicate {6 + skipped} {1 + skipped} 1",
            $"duplicate {7 + skipped} {1 + skipped} 1",
            $"duplicate {13 + skipped} {8 + skipped}",
            $"missing_here {8 + skipped} unknown",
            $"missing_here {9 + skipped} declined",
            $"missing_here {10 + skipped} issued_on_another_day 101",
            $"missing_here {11 + skipped} returned 102",
            $"missing_here {12 + skipped} returned 201",
            "missing_there 6",
            "missing_there 7",
            "missing_there 8",
        ],
        report.Differences());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Both_sides_of_a_difference_are_shown()
    {
        await service.IssueAsync(distributor, 2);
        await service.ChangeAsync(distributor, "confirm_by = now()", 2);
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync("""{"request_id":"R1","terminal_id":"T9","at":"2026-11-20T12:06:40.5Z"}""");

        Assert.Equal(
            $$$"""
            [{"kind":"different","line":1,"detail":null,"differs":["terminal_id","at"],"first_line":null,"journal":{"request_id":"R1","voucher_code":null,"terminal_id":"T9","at":"2026-11-20T12:06:40Z"},"voucher":{"campaign_id":"{{{distributor}}}","request_id":"R1","voucher_code":"{{{distributor}}}-1","serial_number":"SER-1","terminal_id":"T2","at":"2026-11-20T12:00:00Z","state":"acquired"}},{"kind":"missing_there","line":null,"detail":null,"differs":null,"first_line":null,"journal":null,"voucher":{"campaign_id":"{{{distributor}}}","request_id":"R2","voucher_code":"{{{distributor}}}-2","serial_number":"SER-2","terminal_id":"T3","at":"2026-11-20T12:00:01Z","state":"unconfirmed"}}]
            """,
            report.GetProperty("differences").GetRawText());
        Assert.Equal((distributor, "2026-11-20", "UTC", 300), (
            report.GetProperty("distributor_id").GetString(), report.GetProperty("day").GetString(), report.GetProperty("time_zone").GetString(),
            report.GetProperty("at_tolerance_seconds").GetInt32()));
    }

    [Theory]
    [InlineData("", "12:05:00", true)]
    [InlineData("", "12:05:01", false)]
    [InlineData("", "11:54:59", false)]
    [InlineData("&at_tolerance_seconds=0", "12:00:00", true)]
    [InlineData("&at_tolerance_seconds=0", "12:00:00.001", false)]
    [InlineData("&at_tolerance_seconds=86400", "23:59:59", true)]
    public async Task Times_may_differ_by_the_tolerance(string query, string time, bool isMatched)
    {
        await service.IssueAsync(distributor, 1);
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync($$"""{"request_id":"R1","at":"2026-11-20T{{time}}Z"}""", JournalClient.Day + query);

        Assert.Equal(isMatched ? [1, 1, 1, 0, 0, 0, 0] : [1, 1, 0, 0, 0, 1, 0], report.Totals());
    }

    [Fact]
    public async Task What_another_distributor_has_is_unknown_whatever_the_journal_names()
    {
        var other = TransactionStock.NewDistributor();
        await service.IssueAsync(other, 3);
        await service.DeclineAsync(other, 3);
        // In the inventory too, where codes are looked for.
        await service.ReadAsync<int>(
            "INSERT INTO codes (campaign_id, seq, code) SELECT campaign_id, seq, code FROM issued_vouchers WHERE campaign_id = @other RETURNING 1", new { other });
        await service.IssueAsync(distributor, 1);
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync($$"""
            {"request_id":"R1"}
            {"request_id":"R2"}
            {"voucher_code":"{{other}}-3"}
            {"request_id":"D3"}
            """);

        Assert.Equal([4, 1, 1, 3, 0, 0, 0], report.Totals());
        Assert.Equal(["missing_here 2 unknown", "missing_here 3 unknown", "missing_here 4 unknown"], report.Differences());
    }

    [Fact]
    public async Task A_voucher_of_another_day_is_found_by_its_code_in_the_inventory()
    {
        await service.IssueAsync(distributor, 1, TransactionStock.Noon.AddDays(1));
        await service.ReadAsync<int>("INSERT INTO codes (campaign_id, seq, code) VALUES (@distributor, 1, @distributor || '-1') RETURNING 1", new { distributor });
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync($$"""{"voucher_code":"{{distributor}}-1"}""");

        Assert.Equal(["missing_here 1 issued_on_another_day 1"], report.Differences());
        Assert.Equal("2026-11-21T12:00:00Z", report.GetProperty("differences")[0].GetProperty("voucher").GetProperty("at").GetString());
    }

    [Fact]
    public async Task A_code_that_came_back_and_went_out_again_is_that_of_the_live_voucher()
    {
        await service.IssueAsync(distributor, 2);
        await ReturnAsync(1, 1);
        await service.ChangeAsync(distributor, $"code = '{distributor}-1'", 2);
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync($$"""
            {"voucher_code":"{{distributor}}-1","terminal_id":"T3"}
            """);

        Assert.Equal([1, 1, 1, 0, 0, 0, 0], report.Totals());
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-10-25", 25)]
    [InlineData("America/New_York", "2026-03-08", 23)]
    public async Task The_day_is_one_of_the_zone(string zone, string day, int hours)
    {
        var noon = DateTime.Parse($"{day}T12:00:00Z", null, System.Globalization.DateTimeStyles.AdjustToUniversal);
        for (var i = 0; i < 80; i++)
            await service.IssueAsync(distributor, 1, noon.AddHours(-40 + i), first: i + 1);
        using var client = service.ClientOf(distributor);

        var report = await client.ReconcileAsync("""{"request_id":"none"}""", $"day={day}&time_zone={zone}");

        Assert.Equal(hours, report.Totals()[1]);
    }

    [Fact]
    public async Task Large_journals_are_compared_without_losing_count()
    {
        await service.IssueAsync(distributor, 60_000, eachSecond: 10);
        using var client = service.ClientOf(distributor);
        var journal = string.Join('\n', Enumerable.Range(101, 60_000).Select(number => $$"""{"request_id":"R{{number}}","terminal_id":"T{{number % 10 + 1}}"}"""));

        var report = await client.ReconcileAsync(journal);

        Assert.Equal([60_000, 60_000, 59_900, 100, 100, 0, 0], report.Totals());
    }

    [Fact]
    public async Task No_more_differences_of_a_kind_are_kept_than_the_service_allows_but_all_are_counted()
    {
        await using var small = await IssuanceService.StartAsync(settings: [("MaxDifferences", "2")], beside: service);
        await service.IssueAsync(distributor, 5);
        using var client = small.ClientOf(distributor);

        var report = await client.ReconcileAsync("""
            {"request_id":"a"}
            {"request_id":"b"}
            {"request_id":"c"}
            {"request_id":"a"}
            {"request_id":"a"}
            {"request_id":"a"}
            """);

        Assert.Equal([6, 5, 0, 3, 5, 0, 3], report.Totals());
        Assert.Equal(
            ["duplicate 4 1", "duplicate 5 1", "missing_here 1 unknown", "missing_here 2 unknown", "missing_there 1", "missing_there 2"], report.Differences());
    }

    private static string Journal(string type, IEnumerable<string?[]> rows) => type == JournalClient.Csv
        ? "AT;voucher_code;Request_Id;terminal_id\r\n" + string.Join("\r\n", rows.Select(row => $"{row[3]};\"{row[1]}\"; {row[0]} ;{row[2]}"))
        : string.Join('\n', rows.Select(row => JsonSerializer.Serialize(new { at = row[3], voucher_code = row[1], request_id = row[0], terminal_id = row[2] })));

    private async Task ReturnAsync(int number, int returnNumber)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "UPDATE issued_vouchers SET confirm_by = issued_at, returned_at = issued_at, return_number = @returnNumber WHERE campaign_id = @distributor AND seq = @number",
            new { distributor, number, returnNumber });
    }
}
