using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Requests;

/// <summary>Many tills at once, while the stores fail. Afterwards each imported code is in exactly one place.</summary>
public sealed class LoadTests
{
    private const string Distributor = "DIST-001";

    private sealed record Answer(int Request, HttpStatusCode Status, string Body)
    {
        public string Code => JsonDocument.Parse(Body).RootElement.GetProperty("voucher_code").GetString()!;
    }

    /// <summary>Sends requests from many clients; <paramref name="disturb"/> runs when a share of them has been answered.</summary>
    private static async Task<IReadOnlyList<Answer>> RunAsync(
        IssuanceService service, string campaign, int requests, int clients, bool withKeys, int disturbances = 0, Func<Task>? disturb = null, int callsEach = 1)
    {
        using var client = service.ClientOf(Distributor);
        var answers = new ConcurrentBag<Answer>();
        var next = 0;
        var loads = Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            for (var request = Interlocked.Increment(ref next); request <= requests; request = Interlocked.Increment(ref next))
            {
                for (var call = 0; call < callsEach; call++)
                {
                    using var response = await IssuanceService.RequestAsync(client, Distributor, campaign, withKeys ? $"K{request}" : null);
                    answers.Add(new Answer(request, response.StatusCode, await response.Content.ReadAsStringAsync()));
                }
            }
        })).ToList();
        for (var i = 1; i <= disturbances; i++)
        {
            var share = requests * i / (disturbances + 1);
            await Eventually.IsTrueAsync(() => Task.FromResult(answers.Count >= share), TimeSpan.FromSeconds(30));
            await disturb!();
        }
        await Task.WhenAll(loads);
        return [.. answers];
    }

    private static void AssertAllServedOnce(IReadOnlyList<Answer> answers, int count)
    {
        Assert.Equal([HttpStatusCode.OK], answers.Select(answer => answer.Status).Distinct());
        Assert.Equal(count, answers.Count);
        Assert.Equal(count, answers.Select(answer => answer.Code).Distinct().Count());
    }

    [Fact]
    public async Task Sixty_four_clients_get_exactly_the_codes_that_a_campaign_has()
    {
        await using var service = await IssuanceService.StartAsync(settings: [("WindowSize", "150")]);
        await using var other = await IssuanceService.StartAsync(beside: service, settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(1000);
        var answers = (await Task.WhenAll(
            RunAsync(service, campaign, 1000, 32, withKeys: false), RunAsync(other, campaign, 1000, 32, withKeys: false))).SelectMany(part => part).ToList();
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
        var campaign = await service.AddCampaignAsync(2000);
        var answers = await RunAsync(service, campaign, 900, 32, withKeys, disturbances: 5, disturb: redis.FlushAsync);
        AssertAllServedOnce(answers, 900);
        Assert.Equal(900, (await PoolInspection.AssertNothingIsLostAsync(service, campaign, 2000)).Issued.Count);
        Assert.InRange(await service.EpochAsync(campaign), 5, 6);
    }

    [Fact]
    public async Task Redis_that_stops_and_starts_is_only_a_wait()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(2000);
        var answers = await RunAsync(service, campaign, 600, 32, withKeys: false, disturbances: 2, disturb: async () =>
        {
            await redis.StopAsync();
            await redis.StartAsync();
        });
        AssertAllServedOnce(answers, 600);
        Assert.Equal(600, (await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, 2000)).Issued.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PostgreSQL_connections_that_are_killed_are_only_a_wait(bool withKeys)
    {
        await using var service = await IssuanceService.StartAsync(settings: [("WindowSize", "100")]);
        var campaign = await service.AddCampaignAsync(2000);
        var answers = await RunAsync(service, campaign, 800, 32, withKeys, disturbances: 10, disturb: service.KillConnectionsAsync);
        AssertAllServedOnce(answers, 800);
        Assert.Equal(800, (await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, 2000)).Issued.Count);
    }

    [Fact]
    public async Task Repeated_calls_get_one_voucher_each_while_both_stores_fail()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "50")]);
        var campaign = await service.AddCampaignAsync(1000);
        var answers = await RunAsync(service, campaign, 200, 16, withKeys: true, callsEach: 3, disturbances: 4, disturb: async () =>
        {
            await service.KillConnectionsAsync();
            await redis.FlushAsync();
        });
        Assert.Equal([HttpStatusCode.OK], answers.Select(answer => answer.Status).Distinct());
        Assert.All(answers.GroupBy(answer => answer.Request), calls => Assert.Single(calls.Select(call => call.Body).Distinct()));
        Assert.Equal(200, (await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, 1000)).Issued.Count);
    }

    [Fact]
    public async Task A_store_that_stays_away_is_a_500_in_JSON_when_patience_ends_and_a_retry_is_safe()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("RequestPatience", "00:00:01")]);
        var campaign = await service.AddCampaignAsync(10);
        using var client = service.ClientOf(Distributor);
        Assert.Equal(HttpStatusCode.OK, (await IssuanceService.RequestAsync(client, Distributor, campaign)).StatusCode);
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
