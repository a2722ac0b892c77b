using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Voucher.Issuance.Offers;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>A service that tells receivers on loopback, and does not wait for long.</summary>
public sealed class Telling : IssuanceFixture
{
    public static readonly (string Key, string Value)[] Quick =
    [
        ("Webhooks:AllowPrivateReceivers", "true"),
        ("Webhooks:Round", "00:00:00.1"),
        ("Webhooks:FirstPause", "00:00:00.2"),
        ("Webhooks:AttemptPatience", "00:00:01.5"),
        ("Webhooks:Lease", "00:00:03"),
    ];

    protected override (string Key, string Value)[] Settings => Quick;
}

/// <summary>A merchant with a subscription.</summary>
public sealed record Subscriber(IssuanceService Service, HttpClient Client, string MerchantId, JsonElement Subscription) : IDisposable
{
    public const string Path = "/api/v1/subscriptions";

    public static readonly string[] AllTypes =
        ["voucher_issued", "voucher_redeemed", "voucher_cancelled", "voucher_user_product_created", "campaign_low", "campaign_depleted"];

    public string Id => Subscription.GetProperty("id").GetString()!;

    public string Secret => Subscription.GetProperty("secret").GetString()!;

    /// <summary>A new merchant that subscribes.</summary>
    public static async Task<Subscriber> AddAsync(IssuanceService service, string url, params string[] types)
    {
        var merchant = $"MERCH-{Guid.NewGuid():N}";
        var client = service.ClientWith(TestTokens.OfMerchant(merchant));
        var made = await SubscribeAsync(client, url, types);
        return new Subscriber(service, client, merchant, made);
    }

    public static async Task<JsonElement> SubscribeAsync(HttpClient client, string url, params string[] types)
    {
        using var answer = await client.PostAsJsonAsync(Path, new { url, types = types.Length == 0 ? AllTypes : types });
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Posts without a body to something below the subscription.</summary>
    public async Task<JsonElement> PostAsync(string what, HttpStatusCode status = HttpStatusCode.Accepted, object? body = null)
    {
        using var answer = await Client.PostAsync($"{Path}/{what}", body is null ? null : JsonContent.Create(body));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Has a test event sent and tells the delivery.</summary>
    public async Task<long> TestAsync() => (await PostAsync($"{Id}/test")).GetProperty("id").GetInt64();

    public Task<JsonElement> DeliveryAsync(long id) => Client.GetFromJsonAsync<JsonElement>($"{Path}/deliveries/{id}");

    /// <summary>The delivery once it is as wanted.</summary>
    public Task<JsonElement> DeliveryAsync(long id, Func<JsonElement, bool> isWanted) => Eventually.HoldsAsync(() => DeliveryAsync(id), isWanted);

    public Task<JsonElement> DeliveryInAsync(long id, string state) => DeliveryAsync(id, delivery => delivery.StateOf() == state);

    /// <summary>A campaign of this merchant's.</summary>
    public async Task<string> AddCampaignAsync(int codes)
    {
        var campaign = await Service.AddCampaignAsync(codes);
        Service.Campaigns.SetOffer(new Offer(campaign, MerchantId, "A campaign", "Europe/Berlin", "10.50", "EUR"));
        return campaign;
    }

    /// <summary>Writes events of a campaign, as the watch over the stock does.</summary>
    public async Task WriteEventsAsync(string campaign, int count)
    {
        await using var connection = await Service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO events (type, occurred_at, campaign_id, data)
            SELECT 'campaign_low', now(), @campaign, jsonb_build_object('available', number, 'threshold', 10) FROM generate_series(1, @count) AS number
            """,
            new { campaign, count });
    }

    public void Dispose() => Client.Dispose();
}

internal static class DeliveryParts
{
    public static string StateOf(this JsonElement delivery) => delivery.GetProperty("state").GetString()!;

    public static string? ErrorOf(this JsonElement delivery) => delivery.GetProperty("last_error").GetString();

    public static int AttemptsOf(this JsonElement delivery) => delivery.GetProperty("attempts").GetInt32();
}
