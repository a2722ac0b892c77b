using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Who may have subscriptions, and how they are changed.</summary>
public sealed class SubscriptionsTests(Telling fixture) : IClassFixture<Telling>
{
    private const string Url = "https://receiver.example/vouchers";
    private const string Operators = "/admin/v1/subscriptions";

    private static readonly string[] Issued = ["voucher_issued"];
    private static readonly string[] Low = ["campaign_low"];

    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task A_secret_is_shown_when_it_is_made_and_never_again()
    {
        using var subscriber = await Subscriber.AddAsync(service, Url, "voucher_issued", "campaign_low");
        using var client = service.ClientWith(TestTokens.OfOperator());
        var bare = subscriber.Secret["whsec_".Length..];

        foreach (var path in (string[])[Subscriber.Path, $"{Subscriber.Path}/{subscriber.Id}", $"{Subscriber.Path}/{subscriber.Id}/deliveries"])
            Assert.DoesNotContain(bare, await subscriber.Client.GetStringAsync(path), StringComparison.Ordinal);
        Assert.DoesNotContain("secret\"", await client.GetStringAsync($"{Operators}/{subscriber.Id}"), StringComparison.Ordinal);
        var audit = await client.GetStringAsync($"/admin/v1/audit/codes?subject={subscriber.Id}");
        Assert.Contains("\"action\":\"subscription.create\"", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_is_as_its_owner_has_said()
    {
        using var client = Merchant();
        using var made = await client.PostAsJsonAsync(Subscriber.Path, new { url = Url, types = Issued, description = "Ours" });
        var subscription = await made.Content.ReadFromJsonAsync<JsonElement>();
        var id = subscription.GetProperty("id").GetString();

        Assert.Equal((HttpStatusCode.Created, "\"1\"", $"{Subscriber.Path}/{id}"), (made.StatusCode, made.Headers.ETag!.Tag, made.Headers.Location!.OriginalString));
        var shown = await client.GetStringAsync($"{Subscriber.Path}/{id}");
        var fields = JsonElement.Parse(shown);
        Assert.Equal(
            ("webhook", Url, "Ours", "active", 1),
            (fields.GetProperty("kind").GetString(), fields.GetProperty("url").GetString(), fields.GetProperty("description").GetString(), fields.StateOf(), fields.GetProperty("revision").GetInt32()));
        Assert.Equal("""["voucher_issued"]""", fields.GetProperty("types").GetRawText());
        Assert.Contains(id!, await client.GetStringAsync($"{Subscriber.Path}?state=active&limit=1"), StringComparison.Ordinal);
        Assert.DoesNotContain(id!, await client.GetStringAsync($"{Subscriber.Path}?state=disabled"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_another_merchants_is_not_there()
    {
        using var owner = await Subscriber.AddAsync(service, "http://127.0.0.1:1/");
        var delivery = await owner.TestAsync();
        using var stranger = Merchant();
        foreach (var (method, path, body) in new (HttpMethod, string, object?)[]
        {
            (HttpMethod.Get, owner.Id, null), (HttpMethod.Patch, owner.Id, new { }), (HttpMethod.Delete, owner.Id, null), (HttpMethod.Get, $"{owner.Id}/deliveries", null),
            (HttpMethod.Post, $"{owner.Id}/rotate-secret", null), (HttpMethod.Post, $"{owner.Id}/test", null), (HttpMethod.Post, $"{owner.Id}/redeliver", new { state = "parked" }),
            (HttpMethod.Get, $"deliveries/{delivery}", null), (HttpMethod.Post, $"deliveries/{delivery}/redeliver", null),
        })
        {
            using var answer = await SendAsync(stranger, method, $"{Subscriber.Path}/{path}", body, "*");
            Assert.Equal((HttpStatusCode.NotFound, """{"message":"not found"}"""), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }
        Assert.DoesNotContain(owner.Id, await stranger.GetStringAsync(Subscriber.Path), StringComparison.Ordinal);
        using var client = service.ClientWith(TestTokens.OfOperator());
        Assert.Contains(owner.Id, await client.GetStringAsync($"{Operators}?merchant_id={owner.MerchantId}"), StringComparison.Ordinal);
        Assert.Equal(delivery, (await client.GetFromJsonAsync<JsonElement>($"{Operators}/deliveries/{delivery}")).GetProperty("id").GetInt64());
    }

    [Fact]
    public async Task Only_merchants_with_the_scope_and_operators_have_any()
    {
        using var nobody = service.CreateClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync(Subscriber.Path)).StatusCode);
        using var distributor = service.ClientOf("DIST-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await distributor.GetAsync(Subscriber.Path)).StatusCode);
        using var lesser = service.ClientWith(TestTokens.Of(new Principal("MERCH-1", PrincipalKinds.Merchant, [Scopes.RedeemForAccount])));
        Assert.Equal(HttpStatusCode.Forbidden, (await lesser.GetAsync(Subscriber.Path)).StatusCode);
        using var merchant = Merchant();
        Assert.Equal(HttpStatusCode.Forbidden, (await merchant.GetAsync(Operators)).StatusCode);
        using var client = service.ClientWith(TestTokens.OfOperator());
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync(Subscriber.Path)).StatusCode);
    }

    [Fact]
    public async Task A_change_is_made_by_who_has_seen_the_present_state()
    {
        using var owner = await Subscriber.AddAsync(service, Url, "voucher_issued");
        var path = $"{Subscriber.Path}/{owner.Id}";
        Assert.Equal((HttpStatusCode)428, (await SendAsync(owner.Client, HttpMethod.Patch, path, new { state = "disabled" })).StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(owner.Client, HttpMethod.Patch, path, new { state = "disabled" }, "\"7\"")).StatusCode);

        using var changed = await SendAsync(
            owner.Client, HttpMethod.Patch, path, new { state = "disabled", url = Url + "/2", types = Low, description = "Now so" }, "\"1\"");
        var after = await changed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag!.Tag));
        Assert.Equal(
            ("disabled", Url + "/2", """["campaign_low"]""", "Now so", JsonValueKind.Null),
            (after.StateOf(), after.GetProperty("url").GetString(), after.GetProperty("types").GetRawText(), after.GetProperty("description").GetString(), after.GetProperty("disabled_reason").ValueKind));
        using var same = await SendAsync(owner.Client, HttpMethod.Patch, path, new { state = "disabled" }, "\"2\"");
        Assert.Equal("\"2\"", same.Headers.ETag!.Tag);

        using var deleted = await SendAsync(owner.Client, HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.Client.GetAsync(path)).StatusCode);
    }

    [Theory]
    [InlineData("""{"types":["voucher_issued"]}""", "url")]
    [InlineData("""{"url":"https://a.example"}""", "types")]
    [InlineData("""{"url":"https://a.example","types":[]}""", "types")]
    [InlineData("""{"url":"https://a.example","types":["voucher_issued","voucher_issued"]}""", "types")]
    [InlineData("""{"url":"https://a.example","types":["test"]}""", "types")]
    [InlineData("""{"url":"https://a.example","types":["voucher_issued"],"secret":"x"}""", "secret")]
    [InlineData("""{"url":"ftp://a.example","types":["voucher_issued"]}""", "url")]
    [InlineData("""{"url":"https://user:password@a.example","types":["voucher_issued"]}""", "url")]
    [InlineData("""{"url":"https://a.example/#here","types":["voucher_issued"]}""", "url")]
    [InlineData("""{"url":"//a.example","types":["voucher_issued"]}""", "url")]
    [InlineData("""{"url":"https://a.example\\b","types":["voucher_issued"]}""", "url")]
    [InlineData("""{"url":"https://bücher.example","types":["voucher_issued"]}""", "url")]
    public async Task What_is_wrong_is_told_by_its_field(string body, string field)
    {
        using var client = Merchant();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(Subscriber.Path, content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var told = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("invalid request", told.GetProperty("message").GetString());
        Assert.Equal(field, Assert.Single(told.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task A_merchant_has_no_more_than_it_may_however_many_it_asks_for_at_once()
    {
        using var client = Merchant();
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => client.PostAsJsonAsync(Subscriber.Path, new { url = Url, types = Issued })));
        Assert.Equal((20, 4), (answers.Count(one => one.StatusCode == HttpStatusCode.Created), answers.Count(one => one.StatusCode == HttpStatusCode.Conflict)));
        using var other = Merchant();
        await Subscriber.SubscribeAsync(other, Url);

        var seen = new List<string>();
        for (string? query = ""; query is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>($"{Subscriber.Path}?limit=7{query}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            query = page.GetProperty("next_cursor").GetString() is { } cursor ? $"&cursor={cursor}" : null;
        }
        Assert.Equal((20, 20), (seen.Count, seen.Distinct().Count()));
    }

    private HttpClient Merchant() => service.ClientWith(TestTokens.OfMerchant($"MERCH-{Guid.NewGuid():N}"));

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await client.SendAsync(request);
    }
}
