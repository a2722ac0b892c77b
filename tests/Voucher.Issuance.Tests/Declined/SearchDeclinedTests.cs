using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Declined;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Declined;

public sealed class SearchDeclinedTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Path = "/admin/v1/declined-requests";
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly IssuanceService service = fixture.Service;

    private static string UniqueId() => $"DIST-{Guid.NewGuid():N}";

    private async Task<JsonElement> SearchAsync(string query)
    {
        using var client = service.ClientWith(TestTokens.OfOperator());
        return await client.GetFromJsonAsync<JsonElement>($"{Path}?{query}");
    }

    private async Task<string[]> FindAsync(string query) =>
        [.. (await SearchAsync(query)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("request_id").GetString()!)];

    private async Task AddAsync(string distributor, string requestId, double seconds, string terminal = "TERM-1", string reason = "depleted")
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO declined_requests (declined_at, distributor_id, terminal_id, category_id, request_id, reason)
            VALUES (@at, @distributor, @terminal, 'PAY', @requestId, @reason)
            """,
            new { at = Noon.AddSeconds(seconds), distributor, terminal, requestId, reason });
    }

    [Fact]
    public async Task A_declined_list_of_products_is_found_in_its_order()
    {
        var distributor = UniqueId();
        using var pos = service.ClientOf(distributor);
        using var declined = await pos.PostAsJsonAsync(
            "/api/v1/voucher/request", new { request_id = "REQ-1", distributor_id = distributor, terminal_id = "T", product_ids = (string[])["Z", "A", "Z"] });
        Assert.Equal(HttpStatusCode.Conflict, declined.StatusCode);
        var page = await Eventually.HoldsAsync(
            () => SearchAsync($"distributor_id={distributor}"), found => found.GetProperty("items").GetArrayLength() == 1);
        var item = page.GetProperty("items")[0];
        Assert.Equal("Z", item.GetProperty("category_id").GetString());
        Assert.Equal(["Z", "A", "Z"], item.GetProperty("product_ids").EnumerateArray().Select(product => product.GetString()!));
    }

    [Fact]
    public async Task A_declined_request_is_found_with_all_that_was_asked()
    {
        var distributor = UniqueId();
        var campaign = await service.AddCampaignAsync(0);
        using var pos = service.ClientOf(distributor);
        using var declined = await IssuanceService.RequestAsync(pos, distributor, campaign, "REQ-1", "TERM-7");
        Assert.Equal(HttpStatusCode.Conflict, declined.StatusCode);

        var page = await Eventually.HoldsAsync(
            () => SearchAsync($"distributor_id={distributor}"), found => found.GetProperty("items").GetArrayLength() == 1);

        var item = page.GetProperty("items")[0];
        Assert.Equal(
            ["id", "at", "distributor_id", "terminal_id", "category_id", "product_id", "product_ids", "request_id", "reason"],
            item.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            (distributor, "TERM-7", campaign, null, "REQ-1", "depleted"),
            (item.GetProperty("distributor_id").GetString(), item.GetProperty("terminal_id").GetString(), item.GetProperty("category_id").GetString(),
                item.GetProperty("product_id").GetString(), item.GetProperty("request_id").GetString(), item.GetProperty("reason").GetString()));
        Assert.Equal(JsonValueKind.Null, item.GetProperty("product_ids").ValueKind);
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}Z$", item.GetProperty("at").GetString());
        Assert.InRange(item.GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.Equal(JsonValueKind.Null, page.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Requests_are_found_by_terminal_reason_and_time()
    {
        var distributor = UniqueId();
        var terminal = $"TERM-{distributor}";
        await AddAsync(distributor, "first", 0, terminal);
        await AddAsync(distributor, "second", 60, reason: "paused");
        await AddAsync(distributor, "third", 120, terminal, "paused");
        await AddAsync(UniqueId(), "others", 60, terminal);

        Assert.Equal(["third", "second", "first"], await FindAsync($"distributor_id={distributor}"));
        Assert.Equal(["third", "others", "first"], await FindAsync($"terminal_id={terminal}"));
        Assert.Equal(["third", "second"], await FindAsync($"distributor_id={distributor}&reason=paused"));
        Assert.Equal(["third"], await FindAsync($"distributor_id={distributor}&terminal_id={terminal}&reason=paused"));
        Assert.Equal(["third", "second"], await FindAsync($"distributor_id={distributor}&from=2026-11-22T12:01:00Z"));
        Assert.Equal(["first"], await FindAsync($"distributor_id={distributor}&to=2026-11-22T12:01:00Z"));
        Assert.Equal(["second"], await FindAsync($"distributor_id={distributor}&from=2026-11-22T13:01:00%2B01:00&to=2026-11-22T12:02:00Z"));
        Assert.Empty(await FindAsync($"distributor_id={distributor}&reason=ended"));
    }

    [Fact]
    public async Task Pages_follow_each_other_also_within_one_moment_and_while_requests_are_declined()
    {
        var distributor = UniqueId();
        for (var i = 0; i < 7; i++)
            await AddAsync(distributor, $"REQ-{i}", i / 4 * 0.000_001);
        var (seen, cursor) = (new List<string>(), "");

        while (cursor is not null)
        {
            var page = await SearchAsync($"distributor_id={distributor}&limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("request_id").GetString()!));
            cursor = page.GetProperty("next_cursor").GetString();
            await AddAsync(distributor, "later", 3600);
        }

        Assert.Equal(["REQ-6", "REQ-5", "REQ-4", "REQ-3", "REQ-2", "REQ-1", "REQ-0"], seen);
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("D-7", null, null)]
    [InlineData(null, "T-7", null)]
    [InlineData(null, null, "R-7")]
    public async Task A_search_goes_by_an_index_and_sorts_nothing(string? distributor, string? terminal, string? reason)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO declined_requests (declined_at, distributor_id, terminal_id, category_id, reason)
            SELECT now() - number * interval '1 second', 'D-' || number % 500, 'T-' || number % 500, 'PAY', 'R-' || number % 500
            FROM generate_series(1, 50000) AS number;
            ANALYZE declined_requests;
            """,
            transaction: transaction);
        var filter = new DeclinedFilter(distributor, terminal, reason, Noon.AddYears(-1), Noon.AddYears(1), (Noon, 1), 51);

        var plan = string.Join('\n', await connection.QueryAsync<string>($"EXPLAIN {filter.Statement}", filter.Parameters, transaction));

        Assert.Contains("Index Scan Backward", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("distributor_id=", "distributor_id")]
    [InlineData("terminal_id=a%0Ab", "terminal_id")]
    [InlineData("reason=a&reason=b", "reason")]
    [InlineData("from=2026-11-22", "from")]
    [InlineData("to=now", "to")]
    [InlineData("from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:00Z", "to")]
    [InlineData("campaign=CAMP", "campaign")]
    [InlineData("limit=1000", "limit")]
    [InlineData("cursor=***", "cursor")]
    public async Task A_wrong_parameter_is_400(string query, string named)
    {
        using var client = service.ClientWith(TestTokens.OfOperator());
        using var response = await client.GetAsync($"{Path}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(named, Assert.Single(errors.EnumerateObject()).Name);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1\u001F2\u001F3")]
    [InlineData("x\u001F1")]
    [InlineData("-1\u001F1")]
    [InlineData("9223372036854775807\u001F1")]
    [InlineData("1\u001F99999999999999999999")]
    public async Task A_cursor_that_this_list_does_not_give_out_is_400(string parts)
    {
        var cursor = Convert.ToBase64String(Encoding.UTF8.GetBytes(parts)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        using var client = service.ClientWith(TestTokens.OfOperator());
        using var response = await client.GetAsync($"{Path}?cursor={cursor}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
