using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace Voucher.Issuance.Tests.Transactions;

/// <summary>Puts rows straight into the ledger and among the declined requests, as many as a test wants, and reads what a distributor is told of them.</summary>
internal static class TransactionStock
{
    /// <summary>A moment in the middle of a day, wherever that is.</summary>
    public static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    public static string NewDistributor() => $"DIST-{Guid.NewGuid():N}";

    /// <summary>
    /// Vouchers numbered from 1 on, of a campaign with the distributor's name: request ids <c>R1</c>, codes <c>DISTRIBUTOR-1</c>, terminals
    /// <c>T1</c> to <c>T10</c>, so many in each second from a moment on.
    /// </summary>
    public static async Task IssueAsync(this IssuanceService service, string distributor, int count, DateTime? from = null, int eachSecond = 1, int first = 1)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO issued_vouchers (campaign_id, seq, code, serial_number, distributor_id, terminal_id, category_id, product_id, request_id,
                                         fingerprint, issued_at, expires_at, epoch, claim)
            SELECT @distributor, number, @distributor || '-' || number, 'SER-' || number, @distributor, 'T' || number % 10 + 1, 'PAY', 'Card',
                   'R' || number, '\x00', @from + (number - @first) / @eachSecond * interval '1 second', '2027-03-31T23:59:59Z', 1, number
            FROM generate_series(@first, @first + @count - 1) AS number
            """,
            new { distributor, count, from = from ?? Noon, eachSecond, first },
            commandTimeout: 120);
    }

    /// <summary>Declined requests <c>D1</c> and so on, at the terminals of <see cref="IssueAsync"/>.</summary>
    public static async Task DeclineAsync(this IssuanceService service, string distributor, int count, DateTime? from = null, int eachSecond = 1)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO declined_requests (declined_at, distributor_id, terminal_id, category_id, product_id, product_ids, request_id, campaign_id, reason)
            SELECT @from + (number - 1) / @eachSecond * interval '1 second', @distributor, 'T' || number % 10 + 1, 'GAM', NULL, ARRAY['GAM', 'PAY'],
                   'D' || number, 'CAMP-SECRET', 'limit_secret'
            FROM generate_series(1, @count) AS number
            """,
            new { distributor, count, from = from ?? Noon, eachSecond },
            commandTimeout: 120);
    }

    /// <summary>Changes the ledger's rows of a distributor.</summary>
    public static Task ChangeAsync(this IssuanceService service, string distributor, string set, int number) => service.ReadAsync<int>(
        $"WITH changed AS (UPDATE issued_vouchers SET {set} WHERE campaign_id = @distributor AND seq = @number RETURNING 1) SELECT count(*) FROM changed",
        new { distributor, number });

    /// <summary>A page of a distributor's transactions.</summary>
    public static async Task<JsonElement> ListAsync(this HttpClient client, string query = "") =>
        await client.GetFromJsonAsync<JsonElement>($"/api/v1/transactions{(query.Length == 0 ? "" : "?")}{query}");

    /// <summary>The request ids of a distributor's transactions, page after page, and something that happens between two pages.</summary>
    public static async Task<IReadOnlyList<string>> ListAllAsync(this HttpClient client, string query, Func<Task>? meanwhile = null)
    {
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await client.ListAsync($"{query}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.RequestIds());
            cursor = page.GetProperty("next_cursor").GetString();
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
        }
        return seen;
    }

    public static IEnumerable<string> RequestIds(this JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("request_id").GetString()!);
}
