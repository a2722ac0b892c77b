using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Pools;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Claims;

public sealed class ClaimSweeperTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    private Task<int> SweepAsync(string campaign, IssuanceService? by = null) => (by ?? service).Get<ClaimSweeper>().SweepAsync(campaign, default);

    private async Task<LedgerOutcome> WriteAsync(Claim claim, string? requestId = null) => await service.Get<LedgerWriter>().WriteAsync(
        IssuanceService.EntryFor(claim, requestId), new CancellationTokenSource(20_000).Token);

    [Fact]
    public async Task A_claim_goes_back_when_it_has_been_in_flight_for_the_time_that_is_set_and_not_before()
    {
        await using var quick = await IssuanceService.StartAsync(
            beside: service, settings: [("RequestPatience", "00:00:00.5"), ("AbandonAfter", "00:00:01")]);
        var campaign = await quick.AddCampaignAsync(2);
        var claim = (await quick.ClaimAsync(campaign))!;
        var keys = new PoolKeys(campaign);
        await quick.Redis.SortedSetIncrementAsync(keys.InFlight, claim.Record, 3600);
        Assert.Equal(0, await SweepAsync(campaign, quick));
        await quick.Redis.SortedSetDecrementAsync(keys.InFlight, claim.Record, 3600);
        await Eventually.IsTrueAsync(async () => await SweepAsync(campaign, quick) == 1, TimeSpan.FromSeconds(4));
        var state = await PoolInspection.AssertNothingIsLostAsync(quick, campaign, 2);
        Assert.Equal([IssuanceService.CodeOf(1), IssuanceService.CodeOf(2)], state.Pooled);
    }

    [Fact]
    public async Task A_fresh_claim_is_left_alone()
    {
        var campaign = await service.AddCampaignAsync(2);
        await service.ClaimAsync(campaign);
        Assert.Equal(0, await SweepAsync(campaign));
        Assert.Single((await PoolInspection.OfAsync(service, campaign)).InFlight);
    }

    [Fact]
    public async Task Issued_claims_are_settled_and_the_others_go_back_in_order()
    {
        var campaign = await service.AddCampaignAsync(6);
        var claims = new List<Claim>();
        for (var i = 0; i < 5; i++)
            claims.Add((await service.ClaimAsync(campaign, $"1:D:{i}"))!);
        await WriteAsync(claims[1]);
        await WriteAsync(claims[3]);
        await service.AgeClaimsAsync(campaign);
        Assert.Equal(5, await SweepAsync(campaign));
        var state = await PoolInspection.AssertNothingIsLostAsync(service, campaign, 6);
        Assert.Equal([IssuanceService.CodeOf(1), IssuanceService.CodeOf(3), IssuanceService.CodeOf(5), IssuanceService.CodeOf(6)], state.Pooled);
        for (var i = 0; i < 5; i++)
            Assert.False(await service.Redis.KeyExistsAsync(new PoolKeys(campaign).ClaimOf($"1:D:{i}")));
    }

    [Fact]
    public async Task A_writer_that_wakes_late_cannot_issue_a_code_that_somebody_else_holds()
    {
        var campaign = await service.AddCampaignAsync(1);
        var late = (await service.ClaimAsync(campaign))!;
        await service.AgeClaimsAsync(campaign);
        await SweepAsync(campaign);
        var other = (await service.ClaimAsync(campaign))!;
        Assert.Equal(late.Code, other.Code);
        Assert.IsType<LedgerOutcome.Lapsed>(await WriteAsync(late));
        Assert.IsType<LedgerOutcome.Issued>(await WriteAsync(other));
    }

    [Fact]
    public async Task A_sweeper_that_dies_between_abandoning_and_putting_back_loses_nothing()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign, "1:D:R"))!;
        await service.AgeClaimsAsync(campaign);
        await service.ReadAsync<int?>("INSERT INTO abandoned_claims (campaign_id, epoch, claim) VALUES (@CampaignId, @Epoch, @Number)", claim);
        Assert.Equal(1, await SweepAsync(campaign));
        Assert.Equal(0, await SweepAsync(campaign));
        var state = await PoolInspection.AssertNothingIsLostAsync(service, campaign, 2);
        Assert.Equal([IssuanceService.CodeOf(1), IssuanceService.CodeOf(2)], state.Pooled);
        Assert.IsType<LedgerOutcome.Lapsed>(await WriteAsync(claim));
    }

    [Fact]
    public async Task Sweepers_side_by_side_put_each_code_back_once()
    {
        await using var other = await IssuanceService.StartAsync(beside: service);
        var campaign = await service.AddCampaignAsync(300);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => service.ClaimAsync(campaign)));
        await service.AgeClaimsAsync(campaign);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => SweepAsync(campaign, i % 2 == 0 ? service : other)));
        await Eventually.IsTrueAsync(async () => await SweepAsync(campaign) == 0);
        Assert.Equal(300, (await PoolInspection.AssertNothingIsLostAsync(service, campaign, 300)).Pooled.Count);
    }

    [Fact]
    public async Task A_sweep_steps_aside_while_the_campaign_is_rebuilt()
    {
        var campaign = await service.AddCampaignAsync(2);
        await service.ClaimAsync(campaign);
        await service.AgeClaimsAsync(campaign);
        await using (await PoolLock.TakeAsync(service.Database, campaign, default))
            Assert.Equal(0, await SweepAsync(campaign));
        Assert.Equal(1, await SweepAsync(campaign));
    }

    [Fact]
    public async Task A_round_sweeps_more_than_one_batch()
    {
        var campaign = await service.AddCampaignAsync(1200);
        await Task.WhenAll(Enumerable.Range(0, 1200).Select(_ => service.ClaimAsync(campaign)));
        await service.AgeClaimsAsync(campaign);
        await service.Keeper.RunOnceAsync(default);
        var state = await PoolInspection.AssertNothingIsLostAsync(service, campaign, 1200);
        Assert.Equal(1200, state.Pooled.Count);
    }

    [Fact]
    public async Task A_record_that_nobody_can_read_does_not_keep_a_round_from_the_other_campaigns()
    {
        var broken = await service.AddCampaignAsync(1);
        var campaign = await service.AddCampaignAsync(1);
        foreach (var id in (string[])[broken, campaign])
            await service.ClaimAsync(id);
        await service.Redis.SortedSetAddAsync(new PoolKeys(broken).InFlight, "nonsense", 1);
        await service.AgeClaimsAsync(campaign);
        await service.Keeper.RunOnceAsync(default);
        Assert.Single((await PoolInspection.AssertNothingIsLostAsync(service, campaign, 1)).Pooled);
    }

    [Fact]
    public async Task Rounds_go_on_after_their_connections_were_killed()
    {
        await using var running = await IssuanceService.StartAsync(
            settings: [("PoolRound", "00:00:00.05"), ("RequestPatience", "00:00:01"), ("AbandonAfter", "00:00:02")]);
        var campaign = await running.AddCampaignAsync(2);
        await running.ClaimAsync(campaign);
        await running.AgeClaimsAsync(campaign);
        for (var i = 0; i < 10; i++)
        {
            await running.KillConnectionsAsync();
            await Eventually.IsTrueAsync(async () => await running.Redis.SortedSetLengthAsync(new PoolKeys(campaign).InFlight) == 0);
            await running.ClaimAsync(campaign);
            await running.AgeClaimsAsync(campaign);
        }
        await PoolInspection.SweepAndAssertNothingIsLostAsync(running, campaign, 2);
    }
}
