using System.Globalization;
using System.Net;
using Dapper;
using Voucher.Issuance.Resource;

namespace Voucher.Issuance.Tests.Resource;

public sealed class ListVouchersTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    private static string[] Codes(int count) => [.. Enumerable.Range(0, count).Select(_ => Shop.NewCode())];

    private static string ListOf(Shop shop, string prefix, string query = "") => $"/{prefix}/offers/{shop.Campaign}/vouchers{(query.Length == 0 ? "" : $"?{query}")}";

    private static async Task<IReadOnlyList<string>> IdsAsync(HttpClient client, string path) =>
        [.. (await client.ReadAsync(path)).Json.GetProperty("vouchers").EnumerateArray().Select(voucher => voucher.GetProperty("id").GetString()!)];

    /// <summary>All pages of a list, in either form, and something that happens between two of them.</summary>
    private static async Task<IReadOnlyList<string>> WalkAsync(HttpClient client, string path, bool asXml = false, Func<Task>? meanwhile = null)
    {
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var told = await client.ReadAsync(cursor.Length == 0 ? path : $"{path}&cursor={cursor}", asXml ? "text/xml" : "application/json");
            Assert.True(told.Status == HttpStatusCode.OK, told.Text);
            if (asXml)
            {
                Assert.Equal("vouchers", told.Xml.Name.LocalName);
                seen.AddRange(told.Xml.Elements("voucher").Select(voucher => voucher.Element("id")!.Value));
                cursor = told.Xml.Attribute("next_cursor")?.Value;
            }
            else
            {
                seen.AddRange(told.Json.GetProperty("vouchers").EnumerateArray().Select(voucher => voucher.GetProperty("id").GetString()!));
                cursor = told["next_cursor"];
            }
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
        }
        return seen;
    }

    [Fact]
    public async Task A_list_has_the_vouchers_as_each_is_shown_the_newest_first()
    {
        using var shop = await Shop.OpenAsync(service);
        var ids = await shop.IssueAsync(Codes(2));
        var one = await shop.AsMerchant.ReadAsync(shop.InOffer(ids[0]));
        var other = await shop.AsMerchant.ReadAsync(shop.InOffer(ids[1]));

        Assert.Equal($$"""{"vouchers":[{{other.Text}},{{one.Text}}],"next_cursor":null}""", (await shop.AsMerchant.ReadAsync(ListOf(shop, "submission"))).Text);
        var xml = await shop.AsMerchant.ReadAsync(ListOf(shop, "submission"), "application/xml");
        Assert.Equal(
            ["application/xml; charset=utf-8", (await shop.AsMerchant.ReadAsync(shop.InOffer(ids[1]), "text/xml")).Xml.ToString(), (await shop.AsMerchant.ReadAsync(shop.InOffer(ids[0]), "text/xml")).Xml.ToString()],
            [xml.ContentType!, .. xml.Xml.Elements().Select(voucher => voucher.ToString())]);
        Assert.Empty(xml.Xml.Attributes());
        var distributors = await shop.AsDistributor.ReadAsync(ListOf(shop, "distribution"));
        Assert.Equal([.. ids.Reverse()], distributors.Json.GetProperty("vouchers").EnumerateArray().Select(voucher => voucher.GetProperty("id").GetString()!));
        Assert.True(distributors.Json.GetProperty("vouchers")[0].TryGetProperty("print_url", out _));
    }

    [Theory]
    [InlineData("submission")]
    [InlineData("distribution")]
    public async Task Vouchers_are_found_by_status_and_time(string prefix)
    {
        using var shop = await Shop.OpenAsync(service);
        var client = prefix == "submission" ? shop.AsMerchant : shop.AsDistributor;
        var ids = await shop.IssueAsync(Codes(7));
        foreach (var (number, set) in new[]
        {
            (3, "redeemed_at = issued_at"), (4, "cancelled_at = issued_at"), (5, "confirm_by = issued_at + interval '100 years'"),
            (6, "confirm_by = issued_at + interval '60 s', returned_at = issued_at + interval '61 s', return_number = 1"), (7, "expires_at = issued_at + interval '1 day'"),
        })
            await service.ReadAsync<int>($"WITH set AS (UPDATE issued_vouchers SET {set} WHERE campaign_id = @Campaign AND seq = @number + 1 RETURNING 1) SELECT count(*) FROM set", new { shop.Campaign, number });

        foreach (var (query, found) in new (string, int[])[]
        {
            ("", [6, 3, 2, 1, 0]), ("status=acquired", [6, 1, 0]), ("status=redeemed", [2]), ("status=cancelled", [3]),
            ("from=2026-03-20T12:00:02Z", [6, 3, 2]), ("to=2026-03-20T12:00:02Z", [1, 0]),
            ("from=2026-03-20T13:00:01%2B01:00&to=2026-03-20T12:00:03Z", [2, 1]), ("status=redeemed&to=2026-03-20T12:00:02Z", []),
        })
        {
            Assert.Equal(found.Select(index => ids[index]), await IdsAsync(client, ListOf(shop, prefix, query)));
            Assert.Equal(found.Select(index => ids[index]), await WalkAsync(client, ListOf(shop, prefix, $"{query}&limit=1".TrimStart('&'))));
        }
    }

    [Theory]
    [InlineData("submission", 1)]
    [InlineData("submission", 7)]
    [InlineData("distribution", 3)]
    [InlineData("distribution", 200)]
    public async Task Pages_neither_skip_nor_repeat_where_many_share_a_second_and_more_are_issued_meanwhile(string prefix, int limit)
    {
        using var shop = await Shop.OpenAsync(service);
        var client = prefix == "submission" ? shop.AsMerchant : shop.AsDistributor;
        // Through three of the campaign's days, twenty in each second, some from before there were days.
        var expected = new List<string>();
        foreach (var (hours, set) in new[] { (0, ", campaign_day = NULL"), (1, ", campaign_day = NULL"), (10, ""), (12, ""), (40, "") })
            expected.AddRange(await shop.IssueAsync(Codes(20), Shop.Noon.AddHours(hours), set + $", issued_at = '{Shop.Noon.AddHours(hours):O}'"));
        expected.Reverse();
        using var stop = new CancellationTokenSource();
        var issuing = Task.Run(async () =>
        {
            for (var later = 0; !stop.IsCancellationRequested; later++)
                await shop.IssueAsync(Codes(1), Shop.Noon.AddDays(5).AddSeconds(later));
        });

        var first = await WalkAsync(client, ListOf(shop, prefix, $"limit={limit}"), asXml: false);
        var second = await WalkAsync(client, ListOf(shop, prefix, $"limit={limit}"), asXml: true);
        await stop.CancelAsync();
        await issuing;

        foreach (var seen in new[] { first, second })
        {
            Assert.Distinct(seen);
            Assert.Equal(expected, seen.Where(expected.Contains));
        }
    }

    [Fact]
    public async Task An_offer_of_somebody_else_is_answered_as_one_that_there_is_not()
    {
        using var shop = await Shop.OpenAsync(service);
        using var other = await Shop.OpenAsync(service);
        await shop.IssueAsync(Codes(2));
        foreach (var (client, path) in new[]
        {
            (other.AsMerchant, ListOf(shop, "submission")), (other.AsDistributor, ListOf(shop, "distribution")), (other.AsDistributor, ListOf(shop, "distribution", "status=redeemed")),
            (shop.AsMerchant, "/submission/offers/NONE/vouchers"), (shop.AsDistributor, "/distribution/offers/NONE/vouchers"), (shop.AsMerchant, "/submission/offers/a%20b/vouchers"),
        })
            Assert.Equal((HttpStatusCode.NotFound, """{"message":"not found"}"""), ((await client.ReadAsync(path)).Status, (await client.ReadAsync(path)).Text));
        Assert.Empty(await IdsAsync(other.AsMerchant, ListOf(other, "submission")));
        Assert.Empty(await IdsAsync(shop.AsDistributor, ListOf(shop, "distribution", "status=redeemed")));
    }

    [Fact]
    public async Task A_distributor_sees_only_what_it_gave_out_itself()
    {
        using var shop = await Shop.OpenAsync(service);
        using var second = await Shop.OpenAsync(service, distributor: shop.Distributor);
        await shop.IssueAsync(Codes(2), distributor: "DIST-OTHER");
        var own = await shop.IssueAsync(Codes(2));
        await second.IssueAsync(Codes(2));

        Assert.Equal([.. own.Reverse()], await IdsAsync(shop.AsDistributor, ListOf(shop, "distribution")));
        Assert.Equal(4, (await IdsAsync(shop.AsMerchant, ListOf(shop, "submission"))).Count);
    }

    [Theory]
    [InlineData("status=expired", "status")]
    [InlineData("status=acquired&status=redeemed", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("from=2026-03-20", "from")]
    [InlineData("from=2026-03-20T12:00:00Z&to=2026-03-20T12:00:00Z", "to")]
    [InlineData("cursor=***", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor=eB8xHzE", "cursor")]
    [InlineData("page=2", "page")]
    public async Task A_wrong_or_unknown_parameter_is_named_in_either_form(string query, string named)
    {
        using var shop = await Shop.OpenAsync(service);
        Assert.NotNull((await shop.AsMerchant.ReadAsync(ListOf(shop, "submission", query))).AssertError(HttpStatusCode.BadRequest, "invalid request", named));
        var xml = await shop.AsDistributor.ReadAsync(ListOf(shop, "distribution", query), "application/xml");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid request", named), (xml.Status, xml.Xml.Element("message")!.Value, xml.Xml.Element("errors")!.Element("field")!.Attribute("name")!.Value));
    }

    [Fact]
    public async Task A_page_reads_no_more_of_the_ledger_than_it_needs()
    {
        using var shop = await Shop.OpenAsync(service);
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO issued_vouchers (campaign_id, seq, code, distributor_id, terminal_id, category_id, issued_at, campaign_day, redeemed_at, cancelled_at, epoch, claim)
            SELECT @Campaign, 10 + number, 'C' || number, @Distributor, 'T', 'PAY', at, at::date, CASE WHEN number % 500 = 0 THEN at END, CASE WHEN number % 500 = 1 THEN at END, 1, number
            FROM generate_series(1, 50000) AS number, LATERAL (SELECT @Noon::timestamptz + number * interval '10 seconds' AS at) AS times;
            ANALYZE issued_vouchers
            """,
            new { shop.Campaign, shop.Distributor, Shop.Noon },
            commandTimeout: 120);
        var middle = new VoucherPosition(DateOnly.FromDateTime(Shop.Noon.AddDays(2).UtcDateTime), Shop.Noon.AddDays(2).UtcDateTime, 17_000);
        foreach (var (distributor, status, index) in new (string?, string?, string)[]
        {
            (null, null, "vouchers_of_day"), (null, ResourceStatus.Acquired, "vouchers_of_day"), (null, ResourceStatus.Redeemed, "redeemed_vouchers"),
            (null, ResourceStatus.Cancelled, "cancelled_vouchers"), (shop.Distributor, null, "vouchers_of_distributor"),
        })
        {
            foreach (var after in new VoucherPosition?[] { null, middle with { Day = distributor is null ? middle.Day : null } })
            {
                var filter = new VoucherFilter(shop.Campaign, distributor, status, Shop.Noon.AddDays(-1).UtcDateTime, null, after, 51);
                var plan = string.Join('\n', await connection.QueryAsync<string>($"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {filter.Statement}", filter.Parameters));

                Assert.Contains(index, plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan on issued_vouchers", plan, StringComparison.Ordinal);
                var read = plan.Split('\n').Where(line => line.Contains("on issued_vouchers", StringComparison.Ordinal));
                Assert.All(read, line => Assert.InRange(int.Parse(line.Split("actual rows=")[1].Split(' ')[0], CultureInfo.InvariantCulture), 0, 100));
            }
        }
    }
}
