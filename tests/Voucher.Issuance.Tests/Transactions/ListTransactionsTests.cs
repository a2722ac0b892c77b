using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Transactions;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Transactions;

public sealed class ListTransactionsTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = TransactionStock.NewDistributor();

    [Fact]
    public async Task A_voucher_is_listed_with_all_that_the_till_was_told_and_a_declined_request_without_reason_or_campaign()
    {
        await service.IssueAsync(distributor, 1);
        await service.DeclineAsync(distributor, 1, TransactionStock.Noon.AddSeconds(1.5));
        using var client = service.ClientOf(distributor);

        var text = await client.GetStringAsync("/api/v1/transactions");

        Assert.Equal(
            $$"""
            {"items":[{"outcome":"declined","at":"2026-11-20T12:00:01Z","request_id":"D1","terminal_id":"T2","category_id":"GAM","product_id":null,"product_ids":["GAM","PAY"]},{"outcome":"issued","at":"2026-11-20T12:00:00Z","request_id":"R1","terminal_id":"T2","category_id":"PAY","product_id":"Card","campaign_id":"{{distributor}}","voucher_code":"{{distributor}}-1","serial_number":"SER-1","expiry_date":"2027-03-31T23:59:59Z","state":"acquired"}],"next_cursor":null}
            """,
            text);
    }

    [Fact]
    public async Task What_a_till_got_and_did_not_get_is_in_the_list()
    {
        var campaign = await service.AddCampaignAsync(1);
        using var client = service.ClientOf(distributor);
        using var issued = await IssuanceService.RequestAsync(client, distributor, campaign, "first");
        using var declined = await IssuanceService.RequestAsync(client, distributor, campaign, "second");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (issued.StatusCode, declined.StatusCode));

        var page = await Eventually.HoldsAsync(() => client.ListAsync(), list => list.GetProperty("items").GetArrayLength() == 2);

        Assert.Equal(["first", "second"], page.RequestIds().Order());
        var told = await issued.Content.ReadFromJsonAsync<JsonElement>();
        var item = page.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("outcome").GetString() == "issued");
        foreach (var field in (string[])["voucher_code", "campaign_id", "expiry_date"])
            Assert.Equal(told.GetProperty(field).GetString(), item.GetProperty(field).GetString());
        Assert.Equal(told.GetProperty("issued_at").GetString(), item.GetProperty("at").GetString());
    }

    [Fact]
    public async Task A_vouchers_state_follows_from_its_confirmation_its_return_and_its_end()
    {
        await service.IssueAsync(distributor, 6);
        await service.ChangeAsync(distributor, "redeemed_at = issued_at + interval '1 day'", 5);
        await service.ChangeAsync(distributor, "cancelled_at = issued_at + interval '1 day'", 6);
        await service.ChangeAsync(distributor, "confirm_by = issued_at + interval '60 seconds'", 2);
        await service.ChangeAsync(distributor, "confirm_by = issued_at + interval '60 seconds', confirmed_at = issued_at + interval '5 seconds'", 3);
        await service.ChangeAsync(
            distributor, "confirm_by = issued_at + interval '60 seconds', returned_at = issued_at + interval '61 seconds', return_number = 1, expires_at = NULL", 4);
        using var client = service.ClientOf(distributor);

        var items = (await client.ListAsync()).GetProperty("items").EnumerateArray().Reverse().ToList();

        Assert.Equal(["acquired", "unconfirmed", "acquired", "returned", "redeemed", "cancelled"], items.Select(item => item.GetProperty("state").GetString()));
        Assert.Equal([false, true, true, true, false, false], items.Select(item => item.TryGetProperty("confirm_by", out _)));
        Assert.Equal("2026-11-20T12:00:07Z", items[2].GetProperty("confirmed_at").GetString());
        Assert.Equal(("2026-11-20T12:01:04Z", ""), (items[3].GetProperty("returned_at").GetString(), items[3].GetProperty("expiry_date").GetString()));
    }

    [Theory]
    [InlineData("outcome=issued", "R3 R2 R1")]
    [InlineData("outcome=declined", "D3 D2 D1")]
    [InlineData("request_id=R2", "R2")]
    [InlineData("request_id=D2", "D2")]
    [InlineData("request_id=R2&outcome=declined", "")]
    [InlineData("terminal_id=T3", "R2 D2")]
    [InlineData("category_id=GAM", "D3 D2 D1")]
    [InlineData("category_id=PAY", "R3 D3 R2 D2 R1 D1")]
    [InlineData("from=2026-11-20T12:00:01Z", "R3 D3 R2 D2")]
    [InlineData("to=2026-11-20T12:00:01Z", "R1 D1")]
    [InlineData("from=2026-11-20T13:00:01%2B01:00&to=2026-11-20T12:00:02Z", "R2 D2")]
    public async Task Transactions_are_found_by_what_they_were(string query, string found)
    {
        await service.IssueAsync(distributor, 3);
        await service.DeclineAsync(distributor, 3);
        using var client = service.ClientOf(distributor);

        Assert.Equal(found, string.Join(' ', (await client.ListAsync(query)).RequestIds()));
        Assert.Equal(found, string.Join(' ', await client.ListAllAsync($"{query}&limit=1")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(200)]
    public async Task Pages_neither_skip_nor_repeat_where_many_share_a_second_and_more_come_meanwhile(int limit)
    {
        await service.IssueAsync(distributor, 25, eachSecond: 20);
        await service.DeclineAsync(distributor, 25, eachSecond: 20);
        using var client = service.ClientOf(distributor);
        var expected = await ReadInOrderAsync();
        var later = 0;

        var seen = await client.ListAllAsync($"limit={limit}", async () =>
            await service.IssueAsync(distributor, 1, TransactionStock.Noon.AddHours(1 + later++), first: 1000 + later));

        Assert.Equal(50, expected.Length);
        Assert.Equal(expected, seen);
    }

    private Task<string[]> ReadInOrderAsync() => service.ReadAsync<string[]>(
        """
        SELECT array_agg(request_id ORDER BY at DESC, kind DESC, number DESC) FROM (
            SELECT issued_at AS at, 1 AS kind, seq AS number, request_id FROM issued_vouchers WHERE distributor_id = @distributor
            UNION ALL SELECT declined_at, 0, id, request_id FROM declined_requests WHERE distributor_id = @distributor) AS all_of_them
        """,
        new { distributor });

    [Fact]
    public async Task Nobody_sees_anothers_transactions()
    {
        var other = TransactionStock.NewDistributor();
        await service.IssueAsync(other, 3);
        await service.DeclineAsync(other, 3);
        await service.IssueAsync(distributor, 2);
        using var client = service.ClientOf(distributor);

        Assert.Equal(["R2", "R1"], (await client.ListAsync()).RequestIds());
        Assert.Empty((await client.ListAsync("request_id=R3")).RequestIds());
        Assert.Empty((await client.ListAsync("outcome=declined")).RequestIds());
        using var others = service.ClientOf(other);
        var cursor = (await others.ListAsync("limit=1")).GetProperty("next_cursor").GetString();
        Assert.DoesNotContain((await client.ListAsync($"cursor={cursor}")).RequestIds(), id => id.StartsWith('D'));
        using var more = await client.GetAsync($"/api/v1/transactions?distributor_id={other}");
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/lookup?request_id=R1")]
    [InlineData("/export?day=2026-11-20")]
    public async Task Only_a_distributor_with_the_scope_reads(string path)
    {
        foreach (var (token, status, message) in new[]
        {
            ("nonsense", HttpStatusCode.Unauthorized, "unauthorized"),
            (TestTokens.Of(new Principal(distributor, PrincipalKinds.Distributor, [Scopes.RequestVoucher])), HttpStatusCode.Forbidden, "forbidden"),
            (TestTokens.Of(new Principal(distributor, PrincipalKinds.Merchant, [Scopes.ReadVouchers])), HttpStatusCode.Forbidden, "forbidden"),
            (TestTokens.OfOperator(), HttpStatusCode.Forbidden, "forbidden"),
        })
        {
            using var client = service.ClientWith(token);
            using var answer = await client.GetAsync($"/api/v1/transactions{path}");
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal($$"""{"message":"{{message}}"}""", await answer.Content.ReadAsStringAsync());
            Assert.Equal(status == HttpStatusCode.Unauthorized, answer.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme == "Bearer"));
        }
    }

    [Theory]
    [InlineData("distributor_id=DIST-1", "distributor_id")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("terminal_id=", "terminal_id")]
    [InlineData("terminal_id=a%00b", "terminal_id")]
    [InlineData("request_id=a&request_id=b", "request_id")]
    [InlineData("outcome=Issued", "outcome")]
    [InlineData("from=2026-11-20", "from")]
    [InlineData("from=2026-02-30T00:00:00Z", "from")]
    [InlineData("to=2026-11-20T12:00:00", "to")]
    [InlineData("from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:00Z", "to")]
    [InlineData("cursor=***", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor=NjM5MDAwMDAwH2lzc3VlZB8", "cursor")]
    public async Task A_wrong_or_unknown_parameter_is_named(string query, string named)
    {
        using var client = service.ClientOf(distributor);
        using var answer = await client.GetAsync($"/api/v1/transactions?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "application/json; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid request", body.GetProperty("message").GetString());
        var error = Assert.Single(body.GetProperty("errors").EnumerateObject());
        Assert.Equal((named, JsonValueKind.String), (error.Name, error.Value.ValueKind));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_reads_no_more_of_either_table_than_it_needs(bool? afterIssued)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await service.IssueAsync(distributor, 20_000, eachSecond: 10);
        await service.DeclineAsync(distributor, 20_000, eachSecond: 10);
        await connection.ExecuteAsync("ANALYZE issued_vouchers; ANALYZE declined_requests");
        TransactionPosition? after = afterIssued is { } isIssued ? new(TransactionStock.Noon.AddSeconds(1000), isIssued, isIssued ? distributor : "", 10_000) : null;
        var filter = new TransactionFilter(distributor, null, null, null, null, null, null, after, 51);

        var plan = string.Join('\n', await connection.QueryAsync<string>($"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {filter.Statement}", filter.Parameters));

        Assert.Contains("vouchers_of_distributor", plan, StringComparison.Ordinal);
        Assert.Contains("declined_requests_by_", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        var read = plan.Split('\n').Where(line => line.Contains("Index", StringComparison.Ordinal) && line.Contains("rows=", StringComparison.Ordinal));
        Assert.All(read, line => Assert.InRange(int.Parse(line.Split("actual rows=")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture), 0, 200));
    }
}
