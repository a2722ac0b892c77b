using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Voucher.Issuance.Tests.Reconciliation;

/// <summary>A distributor that reconciles its books.</summary>
internal static class JournalClient
{
    public const string Path = "/api/v1/reconciliations";
    public const string Ndjson = "application/x-ndjson";
    public const string Csv = "text/csv";

    /// <summary>The day of the vouchers that tests put into the ledger.</summary>
    public const string Day = "day=2026-11-20";

    public static Task<HttpResponseMessage> UploadAsync(this HttpClient client, string journal, string query = Day, string type = Ndjson) =>
        client.UploadAsync(Encoding.UTF8.GetBytes(journal), query, type);

    public static async Task<HttpResponseMessage> UploadAsync(this HttpClient client, byte[] journal, string query = Day, string type = Ndjson)
    {
        using var content = new ByteArrayContent(journal);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await client.PostAsync($"{Path}?{query}", content);
    }

    /// <summary>Uploads a journal and tells the report.</summary>
    public static async Task<JsonElement> ReconcileAsync(this HttpClient client, string journal, string query = Day, string type = Ndjson)
    {
        using var answer = await client.UploadAsync(journal, query, type);
        var report = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, report.ToString());
        Assert.Equal($"{Path}/{report.GetProperty("id").GetString()}", answer.Headers.Location?.OriginalString);
        return report;
    }

    /// <summary>The totals in the order of the contract.</summary>
    public static long[] Totals(this JsonElement report) => [.. report.GetProperty("totals").EnumerateObject().Select(total => total.Value.GetInt64())];

    /// <summary>The differences of a report or page, each as its kind, its line, and what else there is to say.</summary>
    public static IEnumerable<string> Differences(this JsonElement page, string name = "differences") => page.GetProperty(name).EnumerateArray().Select(item =>
        string.Join(' ', new[]
        {
            item.GetProperty("kind").GetString(),
            item.GetProperty("line").ToString(),
            item.GetProperty("detail").GetString(),
            item.GetProperty("differs") is { ValueKind: JsonValueKind.Array } differs ? string.Join('+', differs.EnumerateArray()) : null,
            item.GetProperty("first_line").ToString(),
            item.GetProperty("voucher") is { ValueKind: JsonValueKind.Object } voucher ? voucher.GetProperty("voucher_code").GetString()!.Split('-')[^1] : null,
        }.Where(part => !string.IsNullOrEmpty(part))));

    /// <summary>Asserts that a journal is refused, and tells what is wrong with which field.</summary>
    public static async Task<(string Field, string How)> RefusedAsync(this HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, text);
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        var error = Assert.Single(JsonElement.Parse(text).GetProperty("errors").EnumerateObject());
        return (error.Name, error.Value.GetString()!);
    }
}
