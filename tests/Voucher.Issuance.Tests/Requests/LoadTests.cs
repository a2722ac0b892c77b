using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Requests;

/// <summary>Many tills at once, while the stores fail. Afterwards each imported code is in exactly one place.</summary>
public sealed class LoadTests
{
    private const string Distributor = "DIST-001";
    private const int Codes = 20_000;

    private sealed record Answer(int Request, HttpStatusCode Status, string Body)
    {
        public string Code => JsonDocument.Parse(Body).RootElement.GetProperty("voucher_code").GetString()!;
    }

    /// <summary>Sends requests from many clients, each one <paramref name="callsEach"/> times, while <paramref name="isWanted"/> says so of their number.</summary>
    private static async Task<IReadOnlyList<Answer>> SendAsync(
        IssuanceService service, string campaign, int clients, Func<int, bool> isWanted, bool withKeys, ConcurrentBag<Answer> answers, int callsEach = 1)
    {
        using var client = service.ClientOf(Distributor);
        var last = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var request = Interlocked.Increment(ref last); isWanted(request); request = Interlocked.Increment(ref last))
            {
                for (var call = 0; call < callsEach; call++)
                {
                    using var response = await IssuanceService.RequestAsync(client, Distributor, campaign, withKeys ? $"K{request}" : null);
                    answers.Add(new Answer(request, response.StatusCode, await response.Content.ReadAsStringAsync()));
                }
            }
        })));
        return [.. answers];
    }

    /// <summary>Lets 32 clients send requests until they have been disturbed so often; between two disturbances a hundred are answered.</summary>
    private static async Task<IReadOnlyList<Answer>> DisturbAsync(
        IssuanceService service, string campaign, bool withKeys, int disturbances, Func<Task> disturb, int callsEach = 1)
    {
        var answers = new ConcurrentBag<Answer>();
        var isOver = false;
        var load = SendAsync(service, campaign, clients: 32, _ => !Volatile.Read(ref isOver), withKeys, answers, callsEach);
        try
        {
            for (var i = 0; i <= disturbances; i++)
            {
                var wanted = answers.Count + 100;
                await Eventually.IsTrueAsync(() => Task.FromResult(answers.Count >= wanted), TimeSpan.FromSeconds(30));
                if (i < disturbances)
                    await disturb();
            }
        }
        finally
        {
            Volatile.Write(ref isOver, true);
        }
        return await load;
    }

    private static Task<IReadOnlyList<Answer>> SendAsync(IssuanceService service, string campaign, int clients, int requests) =>
        SendAsync(service, campaign, clients, number => number <= requests, withKeys: false, []);

    private static async Task AssertAllServedOnceAsync(IssuanceService service, string campaign, IReadOnlyList<Answer> answers)
    {
        Assert.Equal([HttpStatusCode.OK], answers.Select(answer => answer.Status).Distinct());
        Assert.Equal(answers.Count, answers.Select(answer => answer.Code).Distinct().Count());
        var state = await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, Codes);
        Assert.Equal(answers.Count, state.Issued.Count);
    }

    [Fact]
    public async Task Sixty_four_clients_get_exactly_the_codes_that_a_campaign_has()
    {
        await using var service = await IssuanceService.StartAsync(settings: [("WindowSize", "150")]);
        await using var other = await IssuanceService.StartAsync(beside: service, settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(1000);
        var answers = (await Task.WhenAll(
            SendAsync(service, campaign, clients: 32, requests: 1000), SendAsync(other, campaign, clients: 32, requests: 1000))).SelectMany(part => part).ToList();
        Assert.Equal(1000, answers.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.Equal(1000, answers.Count(answer => answer.Status == HttpStatusCode.Conflict));
        Assert.Equal(1000, answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.Code).Distinct().Count());
        var state = await PoolInspection.AssertNothingIsLostAsync(service, campaign, 1000);
        Assert.Equal(1000, state.Issued.Count);
        Assert.Equal(1000, await Eventually.HoldsAsync(() => service.ReadAsync<int>("SELECT count(*) FROM declined_requests"), count => count >= 1000));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Redis_that_forgets_everything_five_times_is_only_a_wait(bool withKeys)
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(Codes);
        var answers = await DisturbAsync(service, campaign, withKeys, disturbances: 5, redis.FlushAsync);
        await AssertAllServedOnceAsync(service, campaign, answers);
        Assert.Equal(6, await service.EpochAsync(campaign));
    }

    [Fact]
    public async Task Redis_that_stops_and_starts_is_only_a_wait()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(Codes);
        var answers = await DisturbAsync(service, campaign, withKeys: false, disturbances: 2, async () =>
        {
            await redis.StopAsync();
            await redis.StartAsync();
        });
        await AssertAllServedOnceAsync(service, campaign, answers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PostgreSQL_connections_that_are_killed_are_only_a_wait(bool withKeys)
    {
        await using var service = await IssuanceService.StartAsync(settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(Codes);
        var answers = await DisturbAsync(service, campaign, withKeys, disturbances: 10, service.KillConnectionsAsync);
        await AssertAllServedOnceAsync(service, campaign, answers);
    }

    [Fact]
    public async Task Repeated_calls_get_one_voucher_each_while_both_stores_fail()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "50")]);
        var campaign = await service.AddCampaignAsync(Codes);
        var answers = await DisturbAsync(service, campaign, withKeys: true, callsEach: 3, disturbances: 4, disturb: async () =>
        {
            await service.KillConnectionsAsync();
            await redis.FlushAsync();
        });
        Assert.Equal([HttpStatusCode.OK], answers.Select(answer => answer.Status).Distinct());
        var requests = answers.GroupBy(answer => answer.Request).ToList();
        Assert.All(requests, calls => Assert.Single(calls.Select(call => call.Body).Distinct()));
        Assert.Equal(requests.Count, (await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, Codes)).Issued.Count);
    }

    [Fact]
    public async Task A_store_that_stays_away_is_a_500_in_JSON_when_patience_ends_and_a_retry_is_safe()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("RequestPatience", "00:00:01")]);
        var campaign = await service.AddCampaignAsync(10);
        using var client = service.ClientOf(Distributor);
        await Eventually.IsTrueAsync(async () =>
            (await IssuanceService.RequestAsync(client, Distributor, campaign, "WARM")).StatusCode == HttpStatusCode.OK);
        await redis.StopAsync();
        using var response = await IssuanceService.RequestAsync(client, Distributor, campaign, "K").WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""{"message":"internal server error"}""", await response.Content.ReadAsStringAsync());
        await redis.StartAsync();
        await Eventually.IsTrueAsync(async () =>
            (await IssuanceService.RequestAsync(client, Distributor, campaign, "K")).StatusCode == HttpStatusCode.OK);
        Assert.Equal(2, (await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, 10)).Issued.Count);
    }
}
