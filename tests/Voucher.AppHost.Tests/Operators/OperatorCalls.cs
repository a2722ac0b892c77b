using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Voucher.Issuance.Inventory;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Operators;

/// <summary>What an operator does through the gateway.</summary>
internal static class OperatorCalls
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static string[] NewCodes(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => RandomNumberGenerator.GetString(CodePattern.DefaultCharset, 16))];

    /// <summary>Posts, and fails unless the answer is of a status.</summary>
    public static async Task<JsonElement> PostAsync(this HttpClient client, string path, object body, HttpStatusCode status = HttpStatusCode.Created)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"POST {path}: {answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Uploads a file of codes.</summary>
    public static async Task<HttpResponseMessage> UploadAsync(this HttpClient client, string campaignId, IEnumerable<string> codes)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', codes)));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        return await client.PostAsync($"/admin/v1/campaigns/{campaignId}/imports", content);
    }

    /// <summary>A campaign's last import, once it is as wanted; asked again while Issuance is away.</summary>
    public static async Task<JsonElement> LastImportAsync(this HttpClient client, string campaignId, Func<JsonElement, bool> isWanted)
    {
        JsonElement import = default;
        await Eventually.IsTrueAsync(
            async () =>
            {
                using var answer = await client.GetAsync($"/admin/v1/campaigns/{campaignId}/imports?limit=1");
                if (!answer.IsSuccessStatusCode)
                    return false;
                var items = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items");
                if (items.GetArrayLength() == 0)
                    return false;
                import = items[0];
                return isWanted(import);
            },
            Patience);
        return import;
    }

    public static string StateOf(this JsonElement import) => import.GetProperty("state").GetString()!;
}
