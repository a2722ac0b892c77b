using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Tests.Claims;

public sealed class ClaimCodeTests(SmallPools fixture) : IClassFixture<SmallPools>
{
    private readonly IssuanceService service = fixture.Service;

    private Task PutBackAsync(Claim claim) => service.Get<PutBackCode>().PutBackAsync(claim);

    private async Task<string[]> PooledAsync(string campaignId) => [.. (await PoolInspection.OfAsync(service, campaignId)).Pooled];

    [Fact]
    public async Task Codes_are_claimed_in_the_order_that_they_were_added_across_windows_until_none_is_left()
    {
        var campaign = await service.AddCampaignAsync(25);
        for (var number = 1; number <= 25; number++)
            Assert.Equal(IssuanceService.CodeOf(number), (await service.ClaimAsync(campaign))!.Code);
        Assert.Null(await service.ClaimAsync(campaign));
        Assert.Equal(1, await service.EpochAsync(campaign));
    }

    [Fact]
    public async Task A_claimed_code_is_in_flight_with_its_time_and_nowhere_else()
    {
        var campaign = await service.AddCampaignAsync(3);
        var claim = (await service.ClaimAsync(campaign, "1:D:R"))!;
        var state = await PoolInspection.OfAsync(service, campaign);
        Assert.Equal([IssuanceService.CodeOf(1)], state.InFlight);
        Assert.Equal([IssuanceService.CodeOf(2), IssuanceService.CodeOf(3)], state.Pooled);
        var at = await service.Redis.SortedSetScoreAsync(new PoolKeys(campaign).InFlight, claim.Record);
        Assert.InRange(at!.Value, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 10, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 10);
        Assert.Equal((1, 1, 1, "1:D:R"), (claim.Epoch, claim.Number, claim.Seq, claim.Claimant.Request));
    }

    [Fact]
    public async Task A_request_that_asks_again_while_its_claim_is_in_flight_gets_that_claim()
    {
        var campaign = await service.AddCampaignAsync(3);
        var first = await service.ClaimAsync(campaign, "1:D:R");
        var other = await service.ClaimAsync(campaign, "1:D:S");
        Assert.Equal(first, await service.ClaimAsync(campaign, "1:D:R"));
        Assert.Equal([IssuanceService.CodeOf(3)], await PooledAsync(campaign));
        Assert.NotEqual(first!.Code, other!.Code);
    }

    [Fact]
    public async Task A_request_without_id_gets_a_code_of_its_own_each_time()
    {
        var campaign = await service.AddCampaignAsync(2);
        Assert.NotEqual((await service.ClaimAsync(campaign))!.Code, (await service.ClaimAsync(campaign))!.Code);
    }

    [Fact]
    public async Task A_remembered_claim_that_is_not_in_flight_any_more_is_not_given_out_again()
    {
        var campaign = await service.AddCampaignAsync(3);
        var first = (await service.ClaimAsync(campaign, "1:D:R"))!;
        await service.Redis.SortedSetRemoveAsync(new PoolKeys(campaign).InFlight, first.Record);
        Assert.Equal(IssuanceService.CodeOf(2), (await service.ClaimAsync(campaign, "1:D:R"))!.Code);
    }

    [Fact]
    public async Task A_code_goes_back_to_the_front_and_only_once()
    {
        var campaign = await service.AddCampaignAsync(3);
        var claim = (await service.ClaimAsync(campaign))!;
        await PutBackAsync(claim);
        await PutBackAsync(claim);
        Assert.Equal([IssuanceService.CodeOf(1), IssuanceService.CodeOf(2), IssuanceService.CodeOf(3)], await PooledAsync(campaign));
        var again = (await service.ClaimAsync(campaign))!;
        Assert.Equal(IssuanceService.CodeOf(1), again.Code);
        await PutBackAsync(claim);
        Assert.Equal([IssuanceService.CodeOf(2), IssuanceService.CodeOf(3)], await PooledAsync(campaign));
    }

    [Fact]
    public async Task A_code_does_not_go_back_in_a_later_epoch()
    {
        var campaign = await service.AddCampaignAsync(3);
        var claim = (await service.ClaimAsync(campaign))!;
        await service.Redis.KeyDeleteAsync(new PoolKeys(campaign).State);
        await service.Get<PoolRebuilder>().RebuildAsync(campaign);
        await PutBackAsync(claim);
        Assert.Equal([IssuanceService.CodeOf(1), IssuanceService.CodeOf(2), IssuanceService.CodeOf(3)], await PooledAsync(campaign));
    }

    [Fact]
    public async Task A_request_whose_code_went_back_claims_anew()
    {
        var campaign = await service.AddCampaignAsync(3);
        var claim = (await service.ClaimAsync(campaign, "1:D:R"))!;
        await PutBackAsync(claim);
        Assert.False(await service.Redis.KeyExistsAsync(new PoolKeys(campaign).ClaimOf("1:D:R")));
        var again = (await service.ClaimAsync(campaign, "1:D:R"))!;
        Assert.Equal((IssuanceService.CodeOf(1), 2), (again.Code, again.Number));
    }

    [Fact]
    public async Task A_code_that_goes_back_late_leaves_the_requests_newer_claim_alone()
    {
        var campaign = await service.AddCampaignAsync(3);
        var keys = new PoolKeys(campaign);
        var old = (await service.ClaimAsync(campaign, "1:D:R"))!;
        await service.Redis.KeyDeleteAsync(keys.ClaimOf("1:D:R"));
        var newer = (await service.ClaimAsync(campaign, "1:D:R"))!;
        await PutBackAsync(old);
        Assert.Equal(newer, await service.ClaimAsync(campaign, "1:D:R"));
    }

    [Fact]
    public async Task Codes_with_unusual_characters_survive_the_way_through_Redis()
    {
        var campaign = await service.AddCampaignAsync(0);
        NewCode[] codes = [new("A B", "s 1"), new("ünïcödé-€-😀"), new("{tag}:%s\\\"'`$"), new("  padded  ", "0"), new("1"), new("0,0;|")];
        await service.Get<AddCodes>().AddAsync(campaign, codes, default);
        foreach (var code in codes)
        {
            var claim = (await service.ClaimAsync(campaign, "1:D:a key: with ~ all!"))!;
            Assert.Equal((code.Code, code.SerialNumber), (claim.Code, claim.SerialNumber));
            await PutBackAsync(claim);
            claim = (await service.ClaimAsync(campaign))!;
            Assert.Equal((code.Code, code.SerialNumber), (claim.Code, claim.SerialNumber));
        }
    }

    [Fact]
    public async Task Scripts_run_although_Redis_has_forgotten_them()
    {
        var campaign = await service.AddCampaignAsync(3);
        var claim = (await service.ClaimAsync(campaign))!;
        await PutBackAsync(claim);
        // By another client: the service's own would notice.
        using var other = await ConnectionMultiplexer.ConnectAsync(service.RedisAddress);
        await other.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
        await PutBackAsync(claim);
        await other.GetDatabase().ExecuteAsync("SCRIPT", "FLUSH");
        Assert.Equal(claim.Code, (await service.ClaimAsync(campaign))!.Code);
    }

    [Fact]
    public async Task Waiting_for_a_Redis_that_refuses_ends_with_the_callers_patience()
    {
        var campaign = await service.AddCampaignAsync(1);
        await service.Redis.StringSetAsync(new PoolKeys(campaign).State, "not a hash");
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => service.Get<ClaimCode>().ClaimAsync(CampaignsDouble.Active(campaign), "DIST", "T", "", patience.Token));
    }
}
