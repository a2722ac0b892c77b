using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests.Operators;

public sealed class AuditLogTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private NpgsqlDataSource database = null!;
    private SmallService service = null!;
    private HttpClient client = null!;

    public async Task InitializeAsync()
    {
        database = NpgsqlDataSource.Create(await Stores.CreateDatabaseAsync());
        await using (var create = database.CreateCommand(EmbeddedText.Beside<AuditLogTests>("audit_entries.sql")))
            await create.ExecuteNonQueryAsync();
        service = await SmallService.StartAsync(
            app => app.MapAudit("things"),
            services => services.AddSingleton(database).Configure<JsonOptions>(OperatorJson.Configure));
        client = service.CreateClient().WithToken(TestTokens.OfOperator());
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await service.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task An_entry_is_read_as_it_was_written()
    {
        await LogAsync(new AuditEntry("ALICE", "thing.change", "thing", "T-1", new { OldName = "a", At = Noon.UtcDateTime }, After: null), Noon);

        using var response = await client.GetAsync(new Uri("/admin/v1/audit/things", UriKind.Relative));

        Assert.Equal(
            """
            {"items":[{"id":1,"at":"2026-03-31T12:00:00Z","actor":"ALICE","action":"thing.change","subject_kind":"thing","subject_id":"T-1","before":{"at":"2026-03-31T12:00:00Z","old_name":"a"},"after":null}],"next_cursor":null}
            """.Trim(),
            (await response.Content.ReadAsStringAsync()).Replace(": ", ":", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_entry_is_there_only_with_the_change_of_its_transaction()
    {
        await using var connection = await database.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await AuditLog.WriteAsync(transaction, Entry("T-1"), Noon, CancellationToken.None);
            await transaction.RollbackAsync();
        }

        Assert.Empty((await GetAsync("")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_while_entries_are_added()
    {
        foreach (var subject in new[] { "1", "2", "3", "4", "5" })
            await LogAsync(Entry(subject), Noon);

        var first = await GetAsync("?limit=2");
        await LogAsync(Entry("6"), Noon);
        var second = await GetAsync($"?limit=2&cursor={first.GetProperty("next_cursor")}");
        var third = await GetAsync($"?limit=2&cursor={second.GetProperty("next_cursor")}");

        Assert.Equal(["5", "4", "3", "2", "1"], Subjects(first).Concat(Subjects(second)).Concat(Subjects(third)));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("next_cursor").ValueKind);
    }

    [Theory]
    [InlineData("?actor=BOB", "2")]
    [InlineData("?subject=T-1", "4,1")]
    [InlineData("?subject=t-1", "")]
    [InlineData("?action=thing.drop", "3")]
    [InlineData("?from=2026-03-31T13:00:00Z", "4,3,2")]
    [InlineData("?to=2026-03-31T13:00:00Z", "1")]
    [InlineData("?from=2026-03-31T15:00:00%2B02:00&to=2026-03-31T14:00:00Z", "2")]
    [InlineData("?subject=T-1&actor=ALICE&action=thing.make", "4,1")]
    [InlineData("?from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z", "4,3,2,1")]
    public async Task Who_what_whom_and_when_choose(string query, string ids)
    {
        await LogAsync(Entry("T-1"), Noon);
        await LogAsync(Entry("T-2") with { Actor = "BOB" }, Noon.AddHours(1));
        await LogAsync(Entry("T-3") with { Action = "thing.drop" }, Noon.AddHours(2));
        await LogAsync(Entry("T-1"), Noon.AddHours(3));

        var found = (await GetAsync(query)).GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture));

        Assert.Equal(ids, string.Join(',', found));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("cursor=eA", "cursor")] // "x"
    [InlineData("cursor=LTE", "cursor")] // "-1"
    [InlineData("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "cursor")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-03-31", "to")]
    [InlineData("actor=", "actor")]
    [InlineData("subject=%00", "subject")]
    [InlineData("action=a&action=b", "action")]
    [InlineData("subject_id=T-1", "subject_id")]
    public async Task A_wrong_query_is_named(string query, string parameter)
    {
        using var response = await client.GetAsync(new Uri($"/admin/v1/audit/things?{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(parameter, Assert.Single(errors.EnumerateObject()).Name);
    }

    [Fact]
    public async Task Only_operators_read_it()
    {
        using var stranger = service.CreateClient().WithToken(TestTokens.OfService(Scopes.MatchCampaigns));
        using var response = await stranger.GetAsync(new Uri("/admin/v1/audit/things", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static AuditEntry Entry(string subject) => new("ALICE", "thing.make", "thing", subject, Before: null, After: null);

    private static IEnumerable<string> Subjects(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("subject_id").GetString()!);

    private Task<JsonElement> GetAsync(string query) => client.GetFromJsonAsync<JsonElement>($"/admin/v1/audit/things{query}");

    private async Task LogAsync(AuditEntry entry, DateTimeOffset at)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await AuditLog.WriteAsync(transaction, entry, at, CancellationToken.None);
        await transaction.CommitAsync();
    }
}
