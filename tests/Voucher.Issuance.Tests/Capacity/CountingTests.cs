using System.Net;
using StackExchange.Redis;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Tests.Capacity;

/// <summary>What is counted with a claim, taken back with it, and counted anew from the ledger.</summary>
public sealed class CountingTests(SmallPools fixture) : LimitedCampaigns(fixture)
{
    /// <summary>The counts in Redis: in all, and those of today by field.</summary>
    private async Task<(long Total, Dictionary<string, long> Day)> CountsAsync(Candidate campaign)
    {
        var keys = new PoolKeys(campaign.CampaignId);
        var day = await Service.Redis.HashGetAllAsync(keys.Day(Today));
        return ((long)await Service.Redis.HashGetAsync(keys.State, "total"), day.Where(field => field.Name != "epoch").ToDictionary(field => (string)field.Name!, field => (long)field.Value));
    }

    [Theory]
    [InlineData("total")]
    [InlineData("day")]
    [InlineData("distributor")]
    [InlineData("terminal")]
    public async Task A_limit_refuses_what_would_exceed_it_and_says_which_it_is(string which)
    {
        var campaign = await AddAsync(which switch
        {
            "total" => new CampaignLimits(Total: 3),
            "day" => new CampaignLimits(PerDay: 3),
            "distributor" => new CampaignLimits(PerDistributorDay: 3),
            _ => new CampaignLimits(PerTerminalDay: 3),
        });
        for (var i = 0; i < 3; i++)
            await ClaimAsync(campaign);
        Assert.Equal($"limit_{which}", await RefusalAsync(campaign));
        Assert.Equal(which is "total" or "day" ? $"limit_{which}" : null, await RefusalAsync(campaign, "OTHER"));
        Assert.Equal(which == "terminal" ? null : $"limit_{which}", await RefusalAsync(campaign, "D", "OTHER"));
    }

    [Fact]
    public async Task A_terminal_is_its_distributors_own_whatever_its_name_contains()
    {
        var campaign = await AddAsync(new CampaignLimits(PerTerminalDay: 1));
        foreach (var (distributor, terminal) in ((string, string)[])[("A", "B"), ("A:B", "C"), ("A", "B:C"), ("d:A", "t:B"), ("AB", ""), ("", "AB")])
        {
            await ClaimAsync(campaign, distributor, terminal);
            Assert.Equal("limit_terminal", await RefusalAsync(campaign, distributor, terminal));
        }
    }

    [Fact]
    public async Task A_claim_that_is_put_back_takes_its_counts_back_once()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 2, PerTerminalDay: 2));
        var (first, second) = (await ClaimAsync(campaign), await ClaimAsync(campaign));
        Assert.Equal("limit_total", await RefusalAsync(campaign));
        await Service.Get<PutBackCode>().PutBackAsync(first);
        await Service.Get<PutBackCode>().PutBackAsync(first);
        await Service.Get<PutBackCode>().UncountAsync(first);
        var third = await ClaimAsync(campaign);
        Assert.Equal(first.Code, third.Code);
        Assert.Equal("limit_total", await RefusalAsync(campaign));
        await Service.Get<PutBackCode>().UncountAsync(second);
        Assert.NotEqual(second.Code, (await ClaimAsync(campaign)).Code);
        var (total, day) = await CountsAsync(campaign);
        Assert.Equal(2, total);
        Assert.Equal(new Dictionary<string, long> { ["all"] = 2, ["d:D"] = 2, ["t:D\tT"] = 2 }, day);
    }

    [Fact]
    public async Task A_sweep_takes_back_the_counts_of_claims_that_are_no_vouchers_and_of_no_others()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 50));
        var (issued, abandoned, taken) = (await ClaimAsync(campaign), await ClaimAsync(campaign), await ClaimAsync(campaign));
        await Service.WriteAsync(IssuanceService.EntryFor(issued));
        // Somebody else's voucher has the code: as after a fault in Redis.
        await Service.WriteAsync(IssuanceService.EntryFor(taken with { Number = 99 }));
        await Service.AgeClaimsAsync(campaign.CampaignId);
        Assert.Equal(3, await Service.Get<ClaimSweeper>().SweepAsync(campaign.CampaignId, default));
        Assert.Equal(1, (await CountsAsync(campaign)).Total);
        Assert.Equal(abandoned.Code, (await ClaimAsync(campaign)).Code);
        Assert.Equal([abandoned.Code], (await PoolInspection.OfAsync(Service, campaign.CampaignId)).InFlight);
    }

    [Fact]
    public async Task After_a_loss_of_Redis_the_ledger_is_counted()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 20, PerDay: 15, PerDistributorDay: 12, PerTerminalDay: 6));
        await IssueAsync(campaign, 5);
        await IssueAsync(campaign, 2, "D", "U");
        await IssueAsync(campaign, 1, "E");
        await ClaimAsync(campaign);
        await ForgetAsync(campaign);
        await IssueAsync(campaign, 1);
        var (total, day) = await CountsAsync(campaign);
        Assert.Equal(9, total);
        Assert.Equal(new Dictionary<string, long> { ["all"] = 9, ["d:D"] = 8, ["d:E"] = 1, ["t:D\tT"] = 6, ["t:D\tU"] = 2, ["t:E\tT"] = 1 }, day);
        Assert.Equal("limit_terminal", await RefusalAsync(campaign));
    }

    [Fact]
    public async Task A_limit_that_is_set_later_counts_what_was_issued_and_what_is_in_flight()
    {
        var free = await AddAsync(limits: new CampaignLimits()) with { Limits = null };
        await IssueAsync(free, 3);
        var inFlight = await ClaimAsync(free);
        var limited = free with { Limits = new CampaignLimits(Total: 4, PerDay: 4) };
        var counted = await ClaimAsync(limited);
        // It was not counted, so it must not become a voucher; its code went to the one that was.
        Assert.Equal(inFlight.Code, counted.Code);
        Assert.IsType<LedgerOutcome.Lapsed>(await Service.WriteAsync(IssuanceService.EntryFor(inFlight)));
        Assert.IsType<LedgerOutcome.Issued>(await Service.WriteAsync(IssuanceService.EntryFor(counted)));
        Assert.Equal("limit_total", await RefusalAsync(limited));
        // Whoever has not heard of the limit yet is counted all the same.
        await IssueAsync(free, 1);
        Assert.Equal(5, (await CountsAsync(limited)).Total);
    }

    [Fact]
    public async Task Putting_back_leaves_counts_alone_that_are_to_be_loaded_anew()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 3));
        var claim = await ClaimAsync(campaign);
        await Service.Redis.KeyDeleteAsync(new PoolKeys(campaign.CampaignId).Day(Today));
        await Service.Get<PutBackCode>().PutBackAsync(claim);
        Assert.Empty((await CountsAsync(campaign)).Day);
        await IssueAsync(campaign, 3);
        Assert.Equal("limit_day", await RefusalAsync(campaign));
    }

    [Fact]
    public async Task A_load_that_was_overtaken_by_an_epoch_or_by_returns_is_not_taken()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 3));
        await ClaimAsync(campaign);
        var keys = new PoolKeys(campaign.CampaignId);
        await Service.Redis.KeyDeleteAsync(keys.Day(Today));
        var load = new RedisScript<DayCounts>("load_day.lua", Service.Get<IConnectionMultiplexer>(), TimeSpan.FromSeconds(5));
        var epoch = await Service.EpochAsync(campaign.CampaignId);
        foreach (var (claimedEpoch, returns, isTaken) in ((long, long, bool)[])[(epoch - 1, 0, false), (epoch, 1, false), (epoch, 0, true)])
        {
            Assert.Equal(isTaken, (bool)await load.EvaluateAsync([keys.State, keys.Day(Today), keys.Active], claimedEpoch, returns, 60, 0, "all", 2));
            Assert.Equal(isTaken, await Service.Redis.KeyExistsAsync(keys.Day(Today)));
        }
        Assert.InRange((await Service.Redis.KeyTimeToLiveAsync(keys.Day(Today)))!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public async Task A_code_that_turns_out_to_be_issued_takes_no_room_within_a_limit()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 3), codes: 4);
        Service.Campaigns.Set(campaign.CampaignId, campaign);
        await IssueAsync(campaign, 1);
        var keys = new PoolKeys(campaign.CampaignId);
        for (var i = 0; i < 2; i++)
            await Service.Redis.ListLeftPushAsync(keys.Pool, Claim.EntryOf(1, IssuanceService.CodeOf(1), null));
        using var client = Service.ClientOf("D");
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict])
        {
            using var response = await IssuanceService.RequestAsync(client, "D", campaign.CampaignId);
            Assert.Equal(status, response.StatusCode);
        }
        Assert.Equal((3, 3), ((await CountsAsync(campaign)).Total, await Service.CountIssuedAsync(campaign.CampaignId)));
    }

    [Fact]
    public async Task A_replay_takes_no_room_within_a_limit_and_finds_its_voucher_when_the_limit_is_reached()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 2));
        Service.Campaigns.Set(campaign.CampaignId, campaign);
        using var client = Service.ClientOf("D");
        foreach (var (key, status) in ((string, HttpStatusCode)[])
            [("A", HttpStatusCode.OK), ("A", HttpStatusCode.OK), ("A", HttpStatusCode.OK), ("B", HttpStatusCode.OK), ("C", HttpStatusCode.Conflict), ("A", HttpStatusCode.OK)])
        {
            using var response = await IssuanceService.RequestAsync(client, "D", campaign.CampaignId, key);
            Assert.Equal(status, response.StatusCode);
        }
        Assert.Equal(2, (await CountsAsync(campaign)).Total);
    }

    [Fact]
    public async Task A_new_epoch_does_not_take_over_the_counts_of_the_one_before()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 3));
        await IssueAsync(campaign, 1);
        await ClaimAsync(campaign);
        await ClaimAsync(campaign);
        Assert.Equal("limit_day", await RefusalAsync(campaign));
        await Service.ReadAsync<int?>("UPDATE pools SET epoch = epoch + 1 WHERE campaign_id = @CampaignId", new { campaign.CampaignId });
        await Service.Get<PoolRebuilder>().RebuildAsync(campaign.CampaignId, counting: true);
        await IssueAsync(campaign, 2);
        Assert.Equal("limit_day", await RefusalAsync(campaign));
    }

    [Fact]
    public async Task A_day_that_several_load_at_once_is_loaded_once()
    {
        await using var other = await IssuanceService.StartAsync(beside: Service);
        var campaign = await AddAsync(new CampaignLimits(PerDay: 30), codes: 60);
        await IssueAsync(campaign, 5);
        await ForgetAsync(campaign);
        var claims = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? Service : other).ClaimAsync(campaign, "D", $"T{i}")));
        Assert.Equal(25, claims.Count(claim => claim.Claim is not null));
        Assert.Equal(30, (await CountsAsync(campaign)).Day["all"]);
        await Service.Get<DayCounts>().LoadAsync(campaign.CampaignId, CampaignDay.Of(DateTimeOffset.UtcNow, campaign.TimeZone));
        Assert.Equal(30, (await CountsAsync(campaign)).Day["all"]);
    }
}
