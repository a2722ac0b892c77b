using System.Net;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Capacity;

/// <summary>Limits hold to the last voucher, whatever number of tills ask at once and whatever Redis forgets meanwhile.</summary>
public sealed class UnderPressureTests
{
    private const string Distributor = "DIST-001";
    private const int Clients = 64;
    private const int Wipes = 5;

    /// <summary>Lets each client ask until it is declined, and tells how many were served. Awaits <paramref name="served"/> after each one.</summary>
    private static async Task<int> AskUntilDeclinedAsync(IssuanceService[] services, string campaign, int callsAtOnce, Func<int, Task> served)
    {
        using var client = services[0].ClientOf(Distributor);
        using var otherClient = services[1].ClientOf(Distributor);
        var total = 0;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(number => Task.Run(async () =>
        {
            while (true)
            {
                var key = callsAtOnce > 1 ? $"{Guid.NewGuid()}" : null;
                var calls = await Task.WhenAll(Enumerable.Range(number, callsAtOnce).Select(
                    call => IssuanceService.RequestAsync(call % 2 == 0 ? client : otherClient, Distributor, campaign, key)));
                Assert.All(calls, call => Assert.True(call.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict, $"{call.StatusCode}"));
                var wasServed = calls.Any(call => call.StatusCode == HttpStatusCode.OK);
                Array.ForEach(calls, call => call.Dispose());
                if (!wasServed)
                    return;
                await served(Interlocked.Increment(ref total));
            }
        })));
        return total;
    }

    /// <summary>Wipes Redis after each sixth of what may be issued, each time after the pool was built again.</summary>
    private sealed class NowAndThen(IssuanceService service, string campaign, int limit)
    {
        private readonly SemaphoreSlim one = new(1);

        public int Wiped { get; private set; }

        public async Task WipeAsync(int served)
        {
            var (part, rest) = Math.DivRem(served, limit / (Wipes + 1));
            if (rest > 0 || part > Wipes)
                return;
            await one.WaitAsync();
            await Eventually.IsTrueAsync(() => service.Redis.KeyExistsAsync(new PoolKeys(campaign).State));
            await service.Redis.ScriptEvaluateAsync("return redis.call('FLUSHALL')");
            Wiped++;
            one.Release();
        }
    }

    private static CampaignLimits Limit(string which, int limit) => which switch
    {
        "total" => new CampaignLimits(Total: limit),
        "day" => new CampaignLimits(PerDay: limit),
        "distributor" => new CampaignLimits(PerDistributorDay: limit),
        _ => new CampaignLimits(PerTerminalDay: limit),
    };

    [Theory]
    [InlineData("total", 1000)]
    [InlineData("day", 300)]
    [InlineData("distributor", 300)]
    [InlineData("terminal", 300)]
    public async Task Sixty_four_clients_get_exactly_what_a_limit_allows_while_Redis_forgets_everything_five_times(string which, int limit)
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "200")], replace: Noon.Use);
        await using var other = await IssuanceService.StartAsync(beside: service, settings: [("WindowSize", "150")], replace: Noon.Use);
        var campaign = await service.AddCampaignAsync(limit + 500);
        service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign) with { Limits = Limit(which, limit) });
        var nowAndThen = new NowAndThen(service, campaign, limit);

        Assert.Equal(limit, await AskUntilDeclinedAsync([service, other], campaign, callsAtOnce: 1, nowAndThen.WipeAsync));

        Assert.Equal((Wipes, Wipes + 1), (nowAndThen.Wiped, await service.EpochAsync(campaign)));
        Assert.Equal(0, await AskUntilDeclinedAsync([service, other], campaign, callsAtOnce: 1, _ => Task.CompletedTask));
        var state = await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, limit + 500);
        Assert.Equal((limit, 500), (state.Issued.Count, state.Pooled.Count + state.NotLoaded.Count));
    }

    /// <summary>A replay that runs beside its first call may hold a claim for a moment, so a client may be declined early; but never for good.</summary>
    [Fact]
    public async Task Replays_at_the_same_time_take_nothing_of_a_limit_for_good()
    {
        const int Limit = 200;
        await using var redis = await Stores.StartRedisAsync();
        await using var service = await IssuanceService.StartAsync(redis.ConnectionString, settings: [("WindowSize", "50")], replace: Noon.Use);
        await using var other = await IssuanceService.StartAsync(beside: service, settings: [("WindowSize", "40")], replace: Noon.Use);
        var campaign = await service.AddCampaignAsync(Limit + 100);
        service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign) with { Limits = new CampaignLimits(Total: Limit, PerDay: Limit) });

        var served = await AskUntilDeclinedAsync([service, other], campaign, callsAtOnce: 3, new NowAndThen(service, campaign, Limit).WipeAsync);

        Assert.InRange(served, 1, Limit);
        using var client = service.ClientOf(Distributor);
        for (; served < Limit; served++)
            Assert.Equal(HttpStatusCode.OK, (await IssuanceService.RequestAsync(client, Distributor, campaign)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await IssuanceService.RequestAsync(client, Distributor, campaign)).StatusCode);
        Assert.Equal(Limit, (await PoolInspection.SweepAndAssertNothingIsLostAsync(service, campaign, Limit + 100)).Issued.Count);
    }
}
