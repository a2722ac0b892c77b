using System.Net;
using StackExchange.Redis;
using Voucher.AppHost.Tests.Load;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Resilience;

[Collection(Platform.Name)]
public sealed class RedisLossTests(Platform platform)
{
    private const int Imported = 40_000;

    [Fact]
    public async Task Losing_Redis_under_load_costs_nothing_but_a_wait()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = Imported });

        var answers = await platform.AskWhileAsync(campaign, clients: 32, async answered =>
        {
            await GoOnAsync(answered);
            await FlushAsync();
            await GoOnAsync(answered);
            await platform.RestartAsync("redis");
            await GoOnAsync(answered);
        });

        Assert.All(answers, answer => Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status}: {answer.Body}"));
        Assert.Equal(answers.Count, answers.DifferentCodes().Count);
        Assert.Equal(answers.Count, await platform.Seeder.IssuedAsync(campaign));
        await DrainAsync(campaign);
    }

    /// <summary>Returns when the load goes on: some hundred requests later.</summary>
    private static async Task GoOnAsync(Func<int> answered)
    {
        var sofar = answered();
        await Eventually.IsTrueAsync(() => Task.FromResult(answered() > sofar + 300), TimeSpan.FromSeconds(60));
    }

    private async Task FlushAsync()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(platform.Redis);
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    /// <summary>
    /// Takes all that is left: in the end every code is issued, or one was lost. A machine under load may answer some 503, and what was in flight then comes
    /// back after half a minute.
    /// </summary>
    private Task DrainAsync(SeededCampaign campaign) => Eventually.IsTrueAsync(
        async () =>
        {
            await platform.AskAsync(campaign, clients: 64, requests: 5_000);
            return await platform.Seeder.IssuedAsync(campaign) == Imported;
        },
        TimeSpan.FromMinutes(4));
}
