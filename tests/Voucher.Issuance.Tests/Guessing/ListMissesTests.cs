using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Guessing;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Guessing;

public sealed class ListMissesTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Path = "/admin/v1/missed-lookups";
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly IssuanceService service = fixture.Service;

    private static string NewParty() => $"P-{Guid.NewGuid():N}";

    private async Task<JsonElement> ListAsync(string query)
    {
        using var client = service.ClientWith(TestTokens.OfOperator());
        return await client.GetFromJsonAsync<JsonElement>($"{Path}?{query}");
    }

    private async Task<IReadOnlyList<long>> MissesAsync(string query) =>
        [.. (await ListAsync(query)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("misses").GetInt64())];

    /// <summary>The misses are what tells rows apart.</summary>
    private async Task AddAsync(string party, int hours, long misses, string address = "192.0.2.1")
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO missed_lookups (hour, principal_id, address, misses, last_at) VALUES (@hour, @party, @address, @misses, @hour)",
            new { hour = Noon.AddHours(hours), party, address, misses });
    }

    [Fact]
    public async Task Misses_and_refusals_are_added_up_by_party_address_and_hour_and_have_no_code()
    {
        await using var host = await LookUpHost.StartAsync(service, redis: null, ("MissesOfPrincipal", "2"));
        var party = NewParty();
        foreach (var code in (string[])["secret-1", "good", "secret-2", "secret-3", "good"])
            await host.StatusAsync(party, code, "198.51.100.7");

        var page = await Eventually.HoldsAsync(
            () => ListAsync($"principal_id={party}"), found => found.GetProperty("items") is var items && items.GetArrayLength() == 1 && items[0].GetProperty("refusals").GetInt64() == 2);

        var item = page.GetProperty("items")[0];
        Assert.Equal(["hour", "principal_id", "address", "misses", "refusals", "last_at"], item.EnumerateObject().Select(field => field.Name));
        Assert.Equal((party, "198.51.100.7", 2), (item.GetProperty("principal_id").GetString(), item.GetProperty("address").GetString(), item.GetProperty("misses").GetInt64()));
        Assert.Matches("^[0-9-]{10}T[0-9]{2}:00:00Z$", item.GetProperty("hour").GetString());
        Assert.InRange(item.GetProperty("last_at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        Assert.DoesNotContain("secret", await service.ReadAsync<string>("SELECT string_agg(row_to_json(m)::text, '') FROM missed_lookups m"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_found_by_party_address_and_hour()
    {
        var (party, other) = (NewParty(), NewParty());
        await AddAsync(party, 0, 1);
        await AddAsync(party, 1, 2, "2001:db8:77::/64");
        await AddAsync(party, 2, 3);
        await AddAsync(other, 1, 4, "2001:db8:77::/64");

        Assert.Equal([3, 2, 1], await MissesAsync($"principal_id={party}"));
        Assert.Equal([2], await MissesAsync($"principal_id={party}&address=2001:db8:77::5"));
        Assert.Equal([2, 4], (await MissesAsync("address=2001:db8:77::/64")).Order());
        Assert.Equal([3, 2], await MissesAsync($"principal_id={party}&from=2026-11-22T13:59:59Z"));
        Assert.Equal([3], await MissesAsync($"principal_id={party}&from=2026-11-22T14:00:00Z"));
        Assert.Equal([1], await MissesAsync($"principal_id={party}&to=2026-11-22T13:00:00Z"));
    }

    [Fact]
    public async Task Pages_follow_each_other_also_within_an_hour()
    {
        var party = NewParty();
        for (var i = 0; i < 7; i++)
            await AddAsync(party, i / 4, i, $"192.0.2.{i}");
        var (seen, cursor) = (new List<long>(), "");

        while (cursor is not null)
        {
            var page = await ListAsync($"principal_id={party}&limit=2{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("misses").GetInt64()));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        Assert.Equal([6, 5, 4, 3, 2, 1, 0], seen);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("P-7", null)]
    [InlineData(null, "192.0.2.7")]
    public async Task A_list_goes_by_an_index_and_sorts_nothing(string? party, string? address)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO missed_lookups (hour, principal_id, address, misses, last_at)
            SELECT now() - number * interval '1 hour', 'P-' || number % 100, '192.0.2.' || number % 101, 1, now() FROM generate_series(1, 50000) AS number;
            ANALYZE missed_lookups;
            """,
            transaction: transaction);
        var filter = new MissesFilter(party, address, Noon.AddYears(-1), Noon.AddYears(1), (Noon, "P", "A"), 51);

        var plan = string.Join('\n', await connection.QueryAsync<string>($"EXPLAIN {filter.Statement}", filter.Parameters, transaction));

        Assert.Contains("Index Scan Backward", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort Key: hour DESC, principal_id DESC", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_misses_are_deleted_and_others_stay()
    {
        await using var host = await LookUpHost.StartAsync(service, redis: null, ("Retention", "30.00:00:00"));
        var party = NewParty();
        var days = (int)(DateTime.UtcNow - Noon).TotalDays;
        await AddAsync(party, (days - 32) * 24, 1);
        await AddAsync(party, (days - 28) * 24, 2);

        Assert.True(await host.Sweeper.RunOnceAsync(default) >= 1);

        Assert.Equal([2], await MissesAsync($"principal_id={party}"));
        Assert.Equal(0, await host.Sweeper.RunOnceAsync(default));
    }

    [Theory]
    [InlineData("principal_id=", "principal_id")]
    [InlineData("address=here", "address")]
    [InlineData("from=2026-11-22", "from")]
    [InlineData("from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:00Z", "to")]
    [InlineData("code=X", "code")]
    [InlineData("cursor=***", "cursor")]
    [InlineData("cursor=eB9hH2I", "cursor")]
    public async Task A_wrong_parameter_is_400(string query, string named)
    {
        using var client = service.ClientWith(TestTokens.OfOperator());
        using var response = await client.GetAsync($"{Path}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(named, Assert.Single(errors.EnumerateObject()).Name);
    }

    [Fact]
    public async Task Partners_may_not_see_them()
    {
        using var client = service.ClientOf("DIST");
        using var response = await client.GetAsync(Path);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }
}
