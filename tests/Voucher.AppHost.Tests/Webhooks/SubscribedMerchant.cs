using System.Net;
using System.Text.Json;
using Voucher.AppHost.Tests.Operators;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Webhooks;

/// <summary>The merchant whose the seeded campaigns are, with a subscription.</summary>
internal sealed record SubscribedMerchant(HttpClient Client, JsonElement Subscription) : IAsyncDisposable
{
    public const string Path = "/api/v1/subscriptions";

    private const string Id = "MERCH-TEST";

    private static readonly string[] Scopes = ["voucher:manage"];

    public string Secret => Subscription.GetProperty("secret").GetString()!;

    public Guid SubscriptionId => Subscription.GetProperty("id").GetGuid();

    public static async Task<SubscribedMerchant> AddAsync(Platform platform, string url, params string[] types)
    {
        using var known = await platform.Operator.GetAsync($"/admin/v1/parties/{Id}");
        if (known.StatusCode == HttpStatusCode.NotFound)
            await platform.Operator.PostAsync("/admin/v1/parties", new { id = Id, kind = "merchant", name = "The merchant of the tests" });
        var token = await platform.Operator.PostAsync($"/admin/v1/parties/{Id}/tokens", new { scopes = Scopes });
        var client = new HttpClient { BaseAddress = platform.Gateway.BaseAddress }.WithToken(token.GetProperty("token").GetString()!);
        return new SubscribedMerchant(client, await client.PostAsync(Path, new { url, types }));
    }

    public async ValueTask DisposeAsync()
    {
        using var ended = await Client.DeleteAsync($"{Path}/{SubscriptionId}");
        Assert.Equal(HttpStatusCode.OK, ended.StatusCode);
        Client.Dispose();
    }
}
