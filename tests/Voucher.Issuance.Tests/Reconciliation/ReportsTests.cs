using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.Issuance.Reconciliation;
using Voucher.Issuance.Tests.Transactions;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Reconciliation;

/// <summary>Reports of reconciliations, and who sees them.</summary>
public sealed class ReportsTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Admin = "/admin/v1/reconciliations";
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = TransactionStock.NewDistributor();

    [Fact]
    public async Task A_report_is_seen_by_its_owner_and_by_operators_alike()
    {
        using var client = service.ClientOf(distributor);
        var report = await ReconcileAsync(client, 3);
        var id = report.GetProperty("id").GetString();
        using var anOperator = service.ClientWith(TestTokens.OfOperator());

        Assert.Equal(report.GetRawText(), await client.GetStringAsync($"{JournalClient.Path}/{id}"));
        Assert.Equal(report.GetRawText(), await anOperator.GetStringAsync($"{Admin}/{id}"));
        var page = await client.GetStringAsync($"{JournalClient.Path}/{id}/differences");
        Assert.Equal($$"""{"items":{{report.GetProperty("differences").GetRawText()}},"next_cursor":null}""", page);
        Assert.Equal(page, await anOperator.GetStringAsync($"{Admin}/{id}/differences"));
        Assert.Equal(
            await client.GetStringAsync(JournalClient.Path), await anOperator.GetStringAsync($"{Admin}?distributor_id={distributor}"));
    }

    [Fact]
    public async Task Anothers_report_is_not_there()
    {
        using var owner = service.ClientOf(distributor);
        var id = (await ReconcileAsync(owner, 3)).GetProperty("id").GetString();
        using var other = service.ClientOf(TransactionStock.NewDistributor());

        foreach (var path in (string[])[$"/{id}", $"/{id}/differences", $"/{Guid.NewGuid()}", $"/{Guid.NewGuid()}/differences"])
        {
            using var answer = await other.GetAsync(JournalClient.Path + path);
            Assert.Equal((HttpStatusCode.NotFound, """{"message":"not found"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        Assert.Equal("""{"items":[],"next_cursor":null}""", await other.GetStringAsync(JournalClient.Path));
        using var anOperator = service.ClientWith(TestTokens.OfOperator());
        using var unknown = await anOperator.GetAsync($"{Admin}/{Guid.NewGuid()}");
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (unknown.StatusCode, unknown.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Pages_of_reports_and_of_differences_follow_one_another()
    {
        using var client = service.ClientOf(distributor);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
            ids.Add((await ReconcileAsync(client, 120)).GetProperty("id").GetString()!);

        var report = (await client.GetFromJsonAsync<JsonElement>($"{JournalClient.Path}/{ids[0]}"))!;
        var all = report.Differences().ToList();
        Assert.Equal(50, all.Count);
        all.AddRange(await AllAsync(client, $"{JournalClient.Path}/{ids[0]}/differences?limit=33&cursor={report.GetProperty("next_cursor").GetString()}"));
        Assert.Equal(Enumerable.Range(1, 120).Select(line => $"missing_here {line} unknown"), all);
        Assert.Equal(ids.AsEnumerable().Reverse(), await AllAsync(client, $"{JournalClient.Path}?limit=2", item => item.GetProperty("id").GetString()!));
        Assert.Equal([], await AllAsync(client, $"{JournalClient.Path}?day=2026-11-19", item => item.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Differences_are_found_by_their_kind()
    {
        await service.IssueAsync(distributor, 2);
        using var client = service.ClientOf(distributor);
        var id = (await client.ReconcileAsync("""
            {"request_id":"a"}
            {"request_id":"a"}
            {"request_id":"R1","terminal_id":"other"}
            """)).GetProperty("id").GetString();

        foreach (var (kind, found) in new[] { ("missing_here", "missing_here 1 unknown"), ("duplicate", "duplicate 2 1"), ("different", "different 3 terminal_id 1"), ("missing_there", "missing_there 2") })
            Assert.Equal([found], await AllAsync(client, $"{JournalClient.Path}/{id}/differences?kind={kind}&limit=1"));
    }

    [Theory]
    [InlineData("?state=1", "state")]
    [InlineData("?distributor_id=D", "distributor_id")]
    [InlineData("?day=2026-13-01", "day")]
    [InlineData("?limit=500", "limit")]
    [InlineData("?cursor=AAAA", "cursor")]
    [InlineData("/{0}?verbose=1", "verbose")]
    [InlineData("/{0}/differences?kind=all", "kind")]
    [InlineData("/{0}/differences?cursor=!", "cursor")]
    [InlineData("/{0}/differences?line=1", "line")]
    public async Task A_wrong_parameter_is_named_to_each_in_its_own_form(string path, string named)
    {
        var asked = string.Format(null, path, Guid.NewGuid());
        using var client = service.ClientOf(distributor);
        using var answer = await client.GetAsync(JournalClient.Path + asked);
        Assert.Equal(named, (await answer.RefusedAsync(HttpStatusCode.BadRequest)).Field);
        if (named == "distributor_id")
            return;
        using var anOperator = service.ClientWith(TestTokens.OfOperator());
        using var problem = await anOperator.GetAsync(Admin + asked);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (problem.StatusCode, problem.Content.Headers.ContentType?.MediaType));
        Assert.Contains($"\"{named}\":[", await problem.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_distributors_with_the_scope_and_operators_come_in()
    {
        foreach (var (token, own, all) in new[]
        {
            ("nonsense", HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (TestTokens.Of(new Principal(distributor, PrincipalKinds.Distributor, [Scopes.RequestVoucher])), HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (TestTokens.OfDistributor(distributor), HttpStatusCode.OK, HttpStatusCode.Forbidden),
            (TestTokens.OfOperator(), HttpStatusCode.Forbidden, HttpStatusCode.OK),
        })
        {
            using var client = service.ClientWith(token);
            Assert.Equal(own, (await client.GetAsync(JournalClient.Path)).StatusCode);
            Assert.Equal(all, (await client.GetAsync(Admin)).StatusCode);
        }
    }

    [Fact]
    public async Task Reports_that_are_old_enough_are_deleted_with_their_differences_and_others_are_kept()
    {
        using var client = service.ClientOf(distributor);
        var (old, young) = ((await ReconcileAsync(client, 7_000)).GetProperty("id").GetGuid(), (await ReconcileAsync(client, 10)).GetProperty("id").GetGuid());
        await AgeAsync(old, 400.01);
        await AgeAsync(young, 399.9);

        var deleted = await service.Get<ReconciliationSweeper>().RunOnceAsync(default);

        Assert.Equal(1, deleted);
        Assert.Equal((0, 10), (await CountAsync(old), await CountAsync(young)));
        Assert.Equal([young.ToString()], await AllAsync(client, $"{JournalClient.Path}?limit=50", item => item.GetProperty("id").GetString()!));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{JournalClient.Path}/{old}")).StatusCode);
    }

    private static Task<JsonElement> ReconcileAsync(HttpClient client, int rows) =>
        client.ReconcileAsync(string.Join('\n', Enumerable.Range(1, rows).Select(number => $$"""{"request_id":"none-{{number}}"}""")));

    private static async Task<IReadOnlyList<string>> AllAsync(HttpClient client, string path, Func<JsonElement, string>? tell = null)
    {
        var seen = new List<string>();
        for (var next = path; next is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(next);
            seen.AddRange(tell is null ? page.Differences("items") : page.GetProperty("items").EnumerateArray().Select(tell));
            next = page.GetProperty("next_cursor").GetString() is { } cursor ? $"{path.Split("&cursor")[0]}&cursor={cursor}" : null;
        }
        return seen;
    }

    private Task<int> AgeAsync(Guid id, double days) => service.ReadAsync<int>(
        "UPDATE reconciliations SET created_at = now() - @days * interval '1 day' WHERE id = @id RETURNING 1", new { id, days });

    private Task<int> CountAsync(Guid id) => service.ReadAsync<int>("SELECT count(*) FROM reconciliation_differences WHERE reconciliation_id = @id", new { id });
}
