using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StackExchange.Redis;
using Voucher.Issuance.Matching;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Model;

/// <summary>What a till reads.</summary>
public sealed record Answer(HttpStatusCode Status, bool IsReplay, string Body)
{
    public override string ToString() => $"{(int)Status}{(IsReplay ? " again" : "")} {Body}";
}

/// <summary>Two services side by side with one clock and a Redis of their own, on which stories are played one after the other.</summary>
public sealed class Stage : IAsyncLifetime
{
    private readonly HttpClient[] clients = new HttpClient[2];
    private OwnRedis redis = null!;
    private IssuanceService other = null!;

    public SteppedClock Clock { get; } = new(DateTimeOffset.UnixEpoch);

    /// <summary>The service that is never restarted.</summary>
    public IssuanceService Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        redis = await Stores.StartRedisAsync();
        Service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "4")], replace: Clock.Use);
        clients[0] = Service.CreateClient();
        await StartOtherAsync();
    }

    /// <summary>Ends one of the services, after its requests, and starts another in its place.</summary>
    public async Task RestartAsync()
    {
        clients[1].Dispose();
        await other.DisposeAsync();
        await StartOtherAsync();
    }

    /// <summary>Deletes every key, over a connection that is open already: before what is under way is over.</summary>
    public Task WipeAsync() => Service.Redis.ScriptEvaluateAsync("return redis.call('FLUSHALL')");

    /// <summary>Sets a category's campaigns; returns when both services know.</summary>
    public async Task SetAsync(IEnumerable<(string Category, Candidate[] Candidates)> categories)
    {
        foreach (var (category, candidates) in categories)
            Service.Campaigns.Set(category, candidates);
        var version = Service.Campaigns.Version;
        var changes = new RedisChannel("voucher:campaigns:changed", RedisChannel.PatternMode.Literal);
        await Service.Get<IConnectionMultiplexer>().GetSubscriber().PublishAsync(changes, version);
        await Eventually.IsTrueAsync(() => Task.FromResult(
            Service.Get<CampaignMatches>().Version >= version && other.Get<CampaignMatches>().Version >= version));
    }

    public async Task<Answer> SendAsync(int service, string path, string token, JsonObject body, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await clients[service].SendAsync(request);
        return new Answer(response.StatusCode, response.Headers.Contains("Idempotent-Replayed"), await response.Content.ReadAsStringAsync());
    }

    private async Task StartOtherAsync()
    {
        other = await IssuanceService.StartAsync(beside: Service, settings: [("WindowSize", "3")], replace: Clock.Use);
        clients[1] = other.CreateClient();
    }


    public async Task DisposeAsync()
    {
        foreach (var client in clients)
            client?.Dispose();
        await other.DisposeAsync();
        await Service.DisposeAsync();
        await redis.DisposeAsync();
    }
}
