using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Dapper;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Offers;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Resource;

/// <summary>A merchant with an offer, and a distributor that has given out vouchers of it. Each test has its own.</summary>
internal sealed class Shop : IDisposable
{
    /// <summary>When the first voucher was issued, where a test does not say.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly IssuanceService service;

    private Shop(IssuanceService service, Offer offer, string distributor)
    {
        this.service = service;
        (Offer, Distributor) = (offer, distributor);
        AsMerchant = service.ClientWith(TestTokens.OfMerchant(Merchant));
        AsDistributor = service.ClientOf(distributor);
        // Misses are counted by address, in one Redis for all tests.
        var address = new IPAddress([10, .. Guid.NewGuid().ToByteArray().AsSpan(0, 3)]).ToString();
        foreach (var client in (HttpClient[])[AsMerchant, AsDistributor])
            client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
    }

    public Offer Offer { get; }

    public string Campaign => Offer.CampaignId;

    public string Merchant => Offer.MerchantId;

    public string Distributor { get; }

    public HttpClient AsMerchant { get; }

    public HttpClient AsDistributor { get; }

    public static async Task<Shop> OpenAsync(IssuanceService service, Func<Offer, Offer>? change = null, string? merchant = null, string? distributor = null)
    {
        var name = Guid.NewGuid().ToString("N")[..12];
        var offer = new Offer($"CAMP-{name}", merchant ?? $"MERCH-{name}", "Ten for you", "Europe/Berlin");
        offer = change?.Invoke(offer) ?? offer;
        service.Campaigns.SetOffer(offer);
        await service.Get<AddCodes>().AddAsync(offer.CampaignId, [new NewCode($"{name}-0")], default);
        return new Shop(service, offer, distributor ?? $"DIST-{name}");
    }

    /// <summary>Gives out vouchers with these codes, a second after another; <paramref name="set"/> changes their rows.</summary>
    public async Task<IReadOnlyList<string>> IssueAsync(IReadOnlyList<string> codes, DateTimeOffset? at = null, string set = "", string? distributor = null)
    {
        var first = await service.ReadAsync<long>("SELECT last_seq FROM pools WHERE campaign_id = @Campaign", new { Campaign });
        await service.Get<AddCodes>().AddAsync(Campaign, [.. codes.Select(code => new NewCode(code))], default);
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            $"""
            INSERT INTO issued_vouchers (campaign_id, seq, code, serial_number, distributor_id, terminal_id, category_id, request_id, fingerprint,
                                         issued_at, expires_at, campaign_day, epoch, claim)
            SELECT campaign_id, seq, code, 'SER-' || seq, @distributor, 'T-1', 'PAY', campaign_id || '-R' || seq, '\x00', at, at + interval '100 years',
                   (at AT TIME ZONE @TimeZone)::date, 1, seq
            FROM codes, LATERAL (SELECT @at::timestamptz + (seq - @first - 1) * interval '1 second' AS at) AS times
            WHERE campaign_id = @Campaign AND seq > @first;
            UPDATE issued_vouchers SET campaign_id = campaign_id {set} WHERE campaign_id = @Campaign AND seq > @first
            """,
            new { Campaign, Offer.TimeZone, distributor = distributor ?? Distributor, at = at ?? Noon, first });
        return
        [
            .. await connection.QueryAsync<string>(
                "SELECT 'V' || number || '-' || seq FROM issued_vouchers JOIN pools USING (campaign_id) WHERE campaign_id = @Campaign AND seq > @first ORDER BY seq",
                new { Campaign, first }),
        ];
    }

    /// <summary>Gives out one voucher and tells its id.</summary>
    public async Task<string> IssueAsync(DateTimeOffset? at = null, string set = "", string? code = null) =>
        (await IssueAsync([code ?? NewCode()], at, set))[0];

    public static string NewCode() => Guid.NewGuid().ToString("N")[..16].ToUpperInvariant();

    public string InOffer(string id) => $"/submission/offers/{Campaign}/vouchers/{id}";

    public string OfAdvertiser(string idOrCode) => $"/submission/advertisers/{Merchant}/vouchers/{Uri.EscapeDataString(idOrCode)}";

    public string GivenOut(string id) => $"/distribution/offers/{Campaign}/vouchers/{id}";

    public void Dispose()
    {
        AsMerchant.Dispose();
        AsDistributor.Dispose();
    }
}

/// <summary>An answer of the voucher resource, read.</summary>
internal sealed record Told(HttpStatusCode Status, string? ContentType, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public XElement Xml => XDocument.Parse(Text).Root!;

    public string? this[string name] => Json.GetProperty(name).GetString();

    /// <summary>Asserts that it is an error with the contract's message, and tells the reason for a field.</summary>
    public string? AssertError(HttpStatusCode status, string message, string? field = null)
    {
        Assert.True(status == Status, $"{Status}: {Text}");
        Assert.Equal("application/json; charset=utf-8", ContentType);
        Assert.Equal(message, this["message"]);
        if (field is null)
        {
            Assert.False(Json.TryGetProperty("errors", out _), Text);
            return null;
        }
        return Assert.Single(Json.GetProperty("errors").EnumerateObject(), error => error.Name == field).Value.GetString();
    }
}

internal static class ResourceCalls
{
    public static Task<Told> ReadAsync(this HttpClient client, string path, params string[] accept) => client.CallAsync(HttpMethod.Get, path, null, null, accept);

    public static Task<Told> PutAsync(this HttpClient client, string path, string? body = null, string? type = "application/json", params string[] accept) =>
        client.CallAsync(HttpMethod.Put, path, body is null ? null : Encoding.UTF8.GetBytes(body), type, accept);

    public static async Task<Told> CallAsync(this HttpClient client, HttpMethod method, string path, byte[]? body, string? type, params string[] accept)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var one in accept)
            request.Headers.TryAddWithoutValidation("Accept", one);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (type is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }
        using var response = await client.SendAsync(request);
        return new Told(
            response.StatusCode, response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync(), response.Headers);
    }
}
