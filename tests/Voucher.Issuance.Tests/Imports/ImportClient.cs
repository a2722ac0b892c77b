using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Voucher.Issuance.Imports;
using Voucher.Issuance.Inventory;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Imports;

/// <summary>An operator who imports codes.</summary>
internal static class ImportClient
{
    private static readonly JsonSerializerOptions Snake = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>A code that no other test has.</summary>
    public static string NewCode() => RandomNumberGenerator.GetString(CodePattern.DefaultCharset, 16);

    public static string[] NewCodes(int count) => [.. Enumerable.Range(0, count).Select(_ => NewCode())];

    public static HttpClient Operator(this IssuanceService service) => service.ClientWith(TestTokens.OfOperator());

    /// <summary>Uploads a file of text.</summary>
    public static Task<HttpResponseMessage> UploadAsync(
        this HttpClient client, string campaignId, string file, string query = "", string type = "text/csv") =>
        client.UploadAsync(campaignId, Encoding.UTF8.GetBytes(file), query, type);

    /// <summary>Uploads a file of bytes.</summary>
    public static async Task<HttpResponseMessage> UploadAsync(
        this HttpClient client, string campaignId, byte[] file, string query = "", string type = "text/csv")
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return await client.PostAsync($"/admin/v1/campaigns/{campaignId}/imports{query}", content);
    }

    /// <summary>The import that an answer shows, when it has ended.</summary>
    public static async Task<Import> EndOfAsync(this HttpClient client, HttpResponseMessage accepted)
    {
        Assert.Equal(System.Net.HttpStatusCode.Accepted, accepted.StatusCode);
        var import = (await accepted.Content.ReadFromJsonAsync<Import>(Snake))!;
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"/admin/v1/imports/{import.Id}"), accepted.Headers.Location!.OriginalString);
        return await client.EndOfAsync(import.Id);
    }

    /// <summary>An import when it has ended, told by its events.</summary>
    public static async Task<Import> EndOfAsync(this HttpClient client, long id)
    {
        var (name, data) = (await client.EventsOfAsync(id))[^1];
        Assert.Equal("done", name);
        return JsonSerializer.Deserialize<Import>(data, Snake)!;
    }

    /// <summary>All events of an import, until there are no more.</summary>
    public static async Task<IReadOnlyList<(string Name, string Data)>> EventsOfAsync(this HttpClient client, long id)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var answer = await client.GetAsync($"/admin/v1/imports/{id}/events", HttpCompletionOption.ResponseHeadersRead, patience.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var events = new List<(string, string)>();
        var parser = System.Net.ServerSentEvents.SseParser.Create(await answer.Content.ReadAsStreamAsync(patience.Token));
        await foreach (var item in parser.EnumerateAsync(patience.Token))
            events.Add((item.EventType, item.Data));
        return events;
    }

    public static Task<HttpResponseMessage> WithdrawAsync(this HttpClient client, string campaignId, string reason = "the merchant took them back") =>
        client.PostAsJsonAsync($"/admin/v1/campaigns/{campaignId}/codes/withdraw", new { reason });

    public static Task<string> ReportOfAsync(this HttpClient client, long id) => client.GetStringAsync($"/admin/v1/imports/{id}/report");

    public static Task<string?> StateOfLastImportAsync(this IssuanceService service, string campaignId) =>
        service.ReadAsync<string?>("SELECT state FROM imports WHERE campaign_id = @campaignId ORDER BY id DESC LIMIT 1", new { campaignId });

    /// <summary>The codes of a campaign by sequence number, with their serial numbers.</summary>
    public static async Task<string[]> InventoryAsync(this IssuanceService service, string campaignId) => await service.ReadAsync<string[]>(
        "SELECT coalesce(array_agg(code || coalesce('/' || serial_number, '') ORDER BY seq), '{}') FROM codes WHERE campaign_id = @campaignId", new { campaignId });
}
