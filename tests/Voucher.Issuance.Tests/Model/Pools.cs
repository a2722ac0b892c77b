using System.Globalization;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Confirmation;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Tests.Model;

/// <summary>The pools of a scene's campaigns in Redis, and how the model learns what only they know.</summary>
internal sealed class Pools(Stage stage, Scene scene, ModelLedger ledger)
{
    /// <summary>Learns which pools were built anew, so that what was claimed before is void, and what they have not read yet.</summary>
    /// <param name="mayBuildTwice">Whether they may have been built a second time, since Redis was wiped meanwhile.</param>
    public async Task LearnAsync(bool mayBuildTwice = false)
    {
        for (var number = 0; number < Scene.Campaigns; number++)
        {
            var campaign = ledger.Campaigns[number];
            var state = await stage.Service.Redis.HashGetAsync(KeysOf(number).State, ["loaded", "exhausted"]);
            campaign.NotLoaded = state[1] == "1" ? (int)(campaign.LastSeq - (long)state[0]) : 0;
            var epoch = await stage.Service.ReadAsync<long?>("SELECT epoch FROM pools WHERE campaign_id = @id", new { id = scene.CampaignId(number) }) ?? 0;
            if (epoch == campaign.Epoch)
                continue;
            Assert.InRange(epoch, campaign.Epoch + 1, campaign.Epoch + (mayBuildTwice ? 2 : 1));
            campaign.Epoch = epoch;
            campaign.InFlight.Clear();
        }
    }

    /// <summary>Learns which claims of an order are in flight no more: the order found them, and used them or put them back.</summary>
    public async Task ReleaseAsync(Order order)
    {
        for (var number = 0; number < Scene.Campaigns; number++)
        {
            var campaign = ledger.Campaigns[number];
            if (campaign.InFlightOf(order) is { } sleeper && await IsWarmAsync(number) && !await IsInFlightAsync(sleeper.Claim))
                campaign.InFlight.Remove(sleeper);
        }
    }

    /// <summary>A keeper's round, as if all claims in flight were old.</summary>
    public async Task SweepAsync()
    {
        for (var number = 0; number < Scene.Campaigns; number++)
        {
            if (!await IsWarmAsync(number))
                continue;
            await stage.Service.AgeClaimsAsync(scene.CampaignId(number));
            await stage.Service.Get<ClaimSweeper>().SweepAsync(scene.CampaignId(number), default);
            await LoadAsync(number);
            ledger.Campaigns[number].InFlight.Clear();
        }
    }

    /// <summary>Lets a pool take up new codes, as far as it has room.</summary>
    public Task LoadAsync(int campaign) => stage.Service.Get<PoolFiller>().FillAsync(scene.CampaignId(campaign));

    /// <summary>Says that Redis counts what the ledger has, where it counts and nothing is in flight.</summary>
    public async Task AssertCountsAsync(int number)
    {
        await stage.Service.Get<TakeBackReturns>().TakeBackAsync(scene.CampaignId(number));
        var keys = KeysOf(number);
        var state = await stage.Service.Redis.HashGetAsync(keys.State, ["epoch", "counting", "total"]);
        if (state[1] != "1")
            return;
        var campaign = ledger.Campaigns[number];
        Assert.Equal(campaign.Issued.Count(), (int)state[2]);
        foreach (var day in campaign.Rows.Select(row => row.Day).Append(campaign.DayOf(stage.Clock.GetUtcNow())).Distinct())
        {
            var counts = await stage.Service.Redis.HashGetAllAsync(keys.Day(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)));
            var found = counts.ToDictionary(count => (string)count.Name!, count => (string)count.Value!);
            if (found.Remove("epoch", out var epoch) && epoch == state[0])
            {
                var counted = found.Where(count => count.Value != "0").Select(count => $"{count.Key} {count.Value}");
                Assert.Equal(CountsOf(campaign, day), counted.Order(StringComparer.Ordinal));
            }
        }
    }

    private IEnumerable<string> CountsOf(ModelCampaign campaign, DateOnly day)
    {
        var orders = campaign.Rows.Where(row => row.Day == day && !row.IsReturned).Select(row => row.Order).ToList();
        return orders.Select(_ => "all")
            .Concat(orders.Select(order => $"d:{scene.DistributorId(order.Distributor)}"))
            .Concat(orders.Select(order => $"t:{scene.DistributorId(order.Distributor)}\t{Scene.TerminalId(order.Terminal)}"))
            .CountBy(name => name).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}")).Order(StringComparer.Ordinal);
    }

    private Task<bool> IsWarmAsync(int campaign) => stage.Service.Redis.KeyExistsAsync(KeysOf(campaign).State);

    private async Task<bool> IsInFlightAsync(Claim claim) =>
        await stage.Service.Redis.SortedSetScoreAsync(new PoolKeys(claim.CampaignId).InFlight, claim.Record) is not null;

    private PoolKeys KeysOf(int campaign) => new(scene.CampaignId(campaign));
}
