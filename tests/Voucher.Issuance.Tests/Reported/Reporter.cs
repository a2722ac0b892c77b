using System.Net;
using System.Text;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Reported;

/// <summary>A merchant's system that reports vouchers.</summary>
internal sealed class Reporter(IssuanceService service) : IDisposable
{
    private readonly HttpClient client = service.ClientWith(
        TestTokens.Of(new Principal($"MERCH-{Guid.NewGuid():N}", PrincipalKinds.Merchant, [Scopes.ManageVouchers])));

    public HttpClient Client => client;

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public async Task<(HttpStatusCode Status, JsonElement Body)> ReportAsync(string body)
    {
        using var content = Json(body);
        using var answer = await client.PostAsync("/v2/voucher", content);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>Reports fields of the voucher CODE.</summary>
    public async Task TakeAsync(long timestamp, string fields = "")
    {
        var (status, body) = await ReportAsync($$$"""{"timestamp":{{{timestamp}}},"voucher":{"voucherCode":"CODE"{{{(fields.Length > 0 ? "," : "")}}}{{{fields}}}}}""");
        Assert.True(status == HttpStatusCode.OK, body.GetRawText());
    }

    public async Task<(HttpStatusCode Status, string Body)> ReadAsync(string code = "CODE")
    {
        using var answer = await client.GetAsync($"/v2/voucher/{Uri.EscapeDataString(code)}");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What is known of CODE, without the times.</summary>
    public async Task<string> VoucherAsync() => JsonElement.Parse((await ReadAsync()).Body).GetProperty("voucher").GetRawText();

    public void Dispose() => client.Dispose();
}
