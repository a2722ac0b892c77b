using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Tests.Vouchers;
using Voucher.Issuance.Vouchers;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.People;

/// <summary>Somebody who has redeemed vouchers of one merchant, whose system has told of them. Nobody else has the name or the account.</summary>
internal sealed class KnownPerson(IssuanceService service)
{
    private static readonly Offer Paper = new("", "", "A magazine", "Europe/Stockholm", Acquisition: "bought", ProductFormat: "paper", ProductId: "MAGAZINE-YEAR");

    public string Account { get; } = Guid.NewGuid().ToString("N")[..24];

    /// <summary>Part of the name, of the street, and of what the merchant's system tells.</summary>
    public string Secret { get; } = $"Ada-{Guid.NewGuid():N}";

    public string Merchant { get; init; } = $"MERCH-{Guid.NewGuid():N}";

    /// <summary>A voucher of the merchant's.</summary>
    public Task<HeldVoucher> GiveOutAsync() => service.GiveOutAsync(Paper with { MerchantId = Merchant });

    /// <summary>A voucher that is redeemed for the account, with the event that tells so and what the merchant's system says of it.</summary>
    public async Task<HeldVoucher> RedeemAsync()
    {
        var voucher = await GiveOutAsync();
        using var merchant = service.ClientWith(TestTokens.OfMerchant(Merchant));
        using var redeemed = await merchant.PostAsJsonAsync("/external/api/v1/vouchers/redeem", new
        {
            voucher_code = voucher.Code,
            account_id = Account.ToUpperInvariant(),
            delivery_address = new { first_name = Secret, last_name = "Lovelace", street = $"{Secret} 1", zip_code = "111 22", city = "Stockholm", country_code = "SE" },
        });
        Assert.Equal(HttpStatusCode.OK, redeemed.StatusCode);
        await TellAsync(voucher, $$"""{"voucher_id":"{{voucher.Id}}","account_id":"{{Account}}"}""");
        await ReportAsync(voucher.Code, 1_000, $$$""","referrerId":"SOMEBODY","custom":{"name":"{{{Secret}}}"}""");
        return voucher;
    }

    /// <summary>What is told of a voucher; null while it waits to be told.</summary>
    public async Task TellAsync(HeldVoucher voucher, string? data)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            "INSERT INTO events (type, occurred_at, campaign_id, seq, data) VALUES ('voucher_user_product_created', now(), @CampaignId, @Seq, @data::jsonb)",
            new { voucher.CampaignId, voucher.Seq, data });
    }

    /// <summary>The merchant's system tells of a code.</summary>
    public async Task ReportAsync(string code, long timestamp, string fields, string? merchant = null)
    {
        using var client = service.ClientWith(TestTokens.OfMerchant(merchant ?? Merchant));
        using var content = new StringContent(
            $$$"""{"timestamp":{{{timestamp}}},"voucher":{"voucherCode":"{{{code}}}","value":5{{{fields}}}}}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("/v2/voucher", content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What is known of a code that was reported.</summary>
    public async Task<string> ReportedAsync(string code, string? merchant = null)
    {
        using var client = service.ClientWith(TestTokens.OfMerchant(merchant ?? Merchant));
        var read = await client.GetFromJsonAsync<JsonElement>($"/v2/voucher/{code}");
        return read.GetProperty("voucher").GetRawText();
    }

    /// <summary>An operator's call about people.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(HttpMethod method, string path)
    {
        using var client = service.ClientWith(TestTokens.OfOperator("OPERATOR-7"));
        using var request = new HttpRequestMessage(method, $"/admin/v1/people/{path}");
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public async Task<string> EraseAsync(string path)
    {
        var (status, body) = await CallAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.OK, status);
        return body.GetRawText();
    }

    /// <summary>The tables in which a text is, whatever the column.</summary>
    public async Task<string[]> TablesWithAsync(string text)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        var found = new List<string>();
        foreach (var table in await connection.QueryAsync<string>("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        {
            if (await connection.ExecuteScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {table} AS one WHERE strpos(lower(one::text), lower(@text)) > 0)", new { text }))
                found.Add(table);
        }
        return [.. found];
    }
}
