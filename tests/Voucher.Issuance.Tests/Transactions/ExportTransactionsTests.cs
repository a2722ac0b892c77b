using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CsvHelper;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Transactions;

public sealed class ExportTransactionsTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Day = "/api/v1/transactions/export?day=2026-11-20";
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = TransactionStock.NewDistributor();

    [Fact]
    public async Task A_day_is_exported_in_the_order_of_time_each_row_as_in_the_list()
    {
        await service.IssueAsync(distributor, 3_000, eachSecond: 100);
        await service.DeclineAsync(distributor, 500, eachSecond: 100);
        using var client = service.ClientOf(distributor);

        using var answer = await client.GetAsync(Day);
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("application/x-ndjson; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment; filename=\"transactions-2026-11-20.ndjson\"", answer.Content.Headers.ContentDisposition?.ToString());
        Assert.Equal("", lines[^1]);
        var rows = lines[..^1].Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(await OrderAsync(), rows.Select(row => row.GetProperty("request_id").GetString()!));
        var list = (await client.ListAsync("limit=200")).GetProperty("items").EnumerateArray().Select(item => item.GetRawText()).ToHashSet();
        Assert.All(lines.AsSpan(^100..^1).ToArray(), line => Assert.Contains(line, list));
    }

    private Task<string[]> OrderAsync() => service.ReadAsync<string[]>(
        """
        SELECT array_agg(request_id ORDER BY at, kind DESC, number) FROM (
            SELECT issued_at AS at, 1 AS kind, seq AS number, request_id FROM issued_vouchers WHERE distributor_id = @distributor
            UNION ALL SELECT declined_at, 0, id, request_id FROM declined_requests WHERE distributor_id = @distributor) AS all_of_them
        """,
        new { distributor });

    [Fact]
    public async Task As_CSV_it_has_a_header_and_nothing_that_a_spreadsheet_would_run()
    {
        await service.IssueAsync(distributor, 2);
        await service.ChangeAsync(distributor, "terminal_id = '=1+1', product_id = 'a,\"b\"', confirm_by = issued_at + interval '1 minute'", 2);
        await service.DeclineAsync(distributor, 1, TransactionStock.Noon.AddSeconds(3));
        using var client = service.ClientOf(distributor);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");

        using var answer = await client.GetAsync(Day);
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n");

        Assert.Equal("text/csv; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
        [
            "outcome,at,request_id,terminal_id,category_id,product_id,product_ids,campaign_id,voucher_code,serial_number,expiry_date,state,confirm_by,confirmed_at,returned_at",
            $"issued,2026-11-20T12:00:00Z,R1,T2,PAY,Card,,{distributor},{distributor}-1,SER-1,2027-03-31T23:59:59Z,acquired,,,",
            $"issued,2026-11-20T12:00:01Z,R2,\"'=1+1\",PAY,\"a,\"\"b\"\"\",,{distributor},{distributor}-2,SER-2,2027-03-31T23:59:59Z,unconfirmed,2026-11-20T12:01:01Z,,",
            "declined,2026-11-20T12:00:03Z,D1,T2,GAM,,\"[\"\"GAM\"\",\"\"PAY\"\"]\",,,,,,,,",
            "",
        ],
        lines);
    }

    [Theory]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("*/*", "application/x-ndjson")]
    [InlineData("text/*", "text/csv")]
    [InlineData("application/x-ndjson;q=0.5, text/csv", "text/csv")]
    [InlineData("text/html, text/csv;q=0.1", "text/csv")]
    [InlineData("text/csv;q=0, */*", "application/x-ndjson")]
    [InlineData("application/json", null)]
    [InlineData("text/csv;q=0", null)]
    public async Task The_format_is_what_the_client_takes(string accept, string? type)
    {
        using var client = service.ClientOf(distributor);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", accept);
        using var answer = await client.GetAsync(Day);

        Assert.Equal(type is null ? HttpStatusCode.NotAcceptable : HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type ?? "application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("2026-03-29", "Europe/Berlin", 23)]
    [InlineData("2026-10-25", "Europe/Berlin", 25)]
    [InlineData("2026-03-08", "America/New_York", 23)]
    [InlineData("2026-11-01", "America/New_York", 25)]
    [InlineData("2026-11-20", "UTC", 24)]
    public async Task A_day_is_one_of_the_zone_also_when_the_clocks_are_changed(string day, string zone, int hours)
    {
        // A voucher at each half hour around the day.
        await service.IssueAsync(distributor, 1);
        var noon = DateTime.Parse($"{day}T12:00:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        for (var i = 0; i < 160; i++)
            await service.IssueAsync(distributor, 1, noon.AddHours(-40).AddMinutes(30 * i), first: 100 + i);
        using var client = service.ClientOf(distributor);

        var rows = (await client.GetStringAsync($"/api/v1/transactions/export?day={day}&time_zone={zone}")).Split('\n')[..^1];

        Assert.Equal(2 * hours + (day == "2026-11-20" ? 1 : 0), rows.Length);
        var first = JsonElement.Parse(rows[0]).GetProperty("at").GetDateTimeOffset();
        Assert.Equal(day, TimeZoneInfo.ConvertTime(first, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("outcome=issued", 2)]
    [InlineData("outcome=declined", 1)]
    [InlineData("time_zone=Pacific/Kiritimati", 0)]
    public async Task Others_outcomes_days_and_distributors_are_left_out(string query, int count)
    {
        var other = TransactionStock.NewDistributor();
        await service.IssueAsync(other, 5);
        await service.DeclineAsync(other, 5);
        await service.IssueAsync(distributor, 2);
        await service.DeclineAsync(distributor, 1);
        using var client = service.ClientOf(distributor);

        var file = await client.GetStringAsync($"{Day}&{query}");

        Assert.Equal(count, file.Split('\n').Length - 1);
        Assert.DoesNotContain(other, file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "day")]
    [InlineData("day=", "day")]
    [InlineData("day=2026-02-30", "day")]
    [InlineData("day=20261120", "day")]
    [InlineData("day=2026-11-20T00:00:00Z", "day")]
    [InlineData("day=0001-01-01", "day")]
    [InlineData("day=9999-12-31", "day")]
    [InlineData("day=2026-11-20&time_zone=Europe/Atlantis", "time_zone")]
    [InlineData("day=2026-11-20&time_zone=../../etc/localtime", "time_zone")]
    [InlineData("day=2026-11-20&time_zone=", "time_zone")]
    [InlineData("day=2026-11-20&time_zone=europe/berlin", "time_zone")]
    [InlineData("day=2026-11-20&outcome=all", "outcome")]
    [InlineData("day=2026-11-20&format=csv", "format")]
    [InlineData("day=2026-11-20&day=2026-11-21", "day")]
    public async Task A_wrong_parameter_is_named(string query, string named)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.GetAsync($"/api/v1/transactions/export?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(named, Assert.Single((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_file_that_fails_under_way_breaks_off_and_does_not_end()
    {
        await service.IssueAsync(distributor, 200_000, eachSecond: 10);
        await using var own = await IssuanceService.StartAsync(beside: service);
        using var client = own.ClientOf(distributor);
        foreach (var type in (string[])["application/x-ndjson", "text/csv"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, Day) { Headers = { { "Accept", type } } };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[100_000]);

            Assert.True(await service.ReadAsync<bool>(
                "SELECT bool_or(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%issued_at >= $2%' AND pid <> pg_backend_pid()"));

            await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(Stream.Null));
        }
    }

    [Fact]
    public async Task Who_goes_away_ends_the_work_and_frees_his_turn_and_meanwhile_he_has_no_second_one()
    {
        await service.IssueAsync(distributor, 200_000, eachSecond: 10);
        using var client = service.ClientOf(distributor);
        using (var answer = await client.GetAsync(Day, HttpCompletionOption.ResponseHeadersRead))
        {
            using var second = await client.GetAsync(Day, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((HttpStatusCode.TooManyRequests, "10"), (second.StatusCode, second.Headers.RetryAfter?.ToString()));
            Assert.Equal("""{"message":"too many requests"}""", await second.Content.ReadAsStringAsync());
            using var other = service.ClientOf(TransactionStock.NewDistributor());
            Assert.Equal("", await other.GetStringAsync(Day));
        }

        await Eventually.IsTrueAsync(async () =>
        {
            using var again = await client.GetAsync($"{Day}&outcome=declined");
            return again.StatusCode == HttpStatusCode.OK;
        });
        Assert.Equal(0, await service.ReadAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%issued_at >= $2%' AND pid <> pg_backend_pid()"));
    }

    [Fact]
    public async Task A_file_as_CSV_reads_back_as_it_was()
    {
        await service.IssueAsync(distributor, 1_000, eachSecond: 50);
        using var client = service.ClientOf(distributor);
        client.DefaultRequestHeaders.Accept.ParseAdd("text/csv");

        using var reader = CsvReader.Create(await client.GetStreamAsync(Day), CsvReaderOptions.Default);
        var codes = new List<string>();
        while (await reader.ReadAsync())
            codes.Add(reader.GetString(8));

        Assert.Equal(Enumerable.Range(1, 1_000).Select(number => $"{distributor}-{number}"), codes);
    }
}
