using Dapper;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Pools;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Pools;

public sealed class PoolFillerTests(SmallPools fixture) : IClassFixture<SmallPools>
{
    private readonly IssuanceService service = fixture.Service;

    private Task<long> LevelAsync(string campaign) => service.Redis.ListLengthAsync(new PoolKeys(campaign).Pool);

    private Task<long> MarkAsync(string campaign) =>
        service.ReadAsync<long>("SELECT issued_through FROM pools WHERE campaign_id = @campaign", new { campaign });

    private async Task IssueAsync(params Claim[] claims)
    {
        foreach (var claim in claims)
        {
            var entry = IssuanceService.EntryFor(claim);
            Assert.IsType<LedgerOutcome.Issued>(await service.Get<LedgerWriter>().WriteAsync(entry, new CancellationTokenSource(20_000).Token));
            await service.Get<ClaimSettler>().SettleAsync([claim]);
        }
    }

    private async Task<Claim[]> ClaimAsync(string campaign, int count)
    {
        var claims = new Claim[count];
        for (var i = 0; i < count; i++)
            claims[i] = (await service.ClaimAsync(campaign))!;
        return claims;
    }

    [Fact]
    public async Task Fillers_side_by_side_load_no_code_twice_and_skip_none()
    {
        await using var other = await IssuanceService.StartAsync(beside: service, settings: [("WindowSize", "7")]);
        var campaign = await service.AddCampaignAsync(300);
        var codes = new List<string>();
        while (codes.Count < 300)
        {
            var fills = Enumerable.Range(0, 4).Select(i => (i % 2 == 0 ? service : other).Get<PoolFiller>().FillAsync(campaign));
            var claims = Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? service : other).ClaimAsync(campaign));
            var claimed = await Task.WhenAll(claims);
            await Task.WhenAll(fills);
            codes.AddRange(claimed.Select(claim => claim!.Code));
        }
        Assert.Equal(Enumerable.Range(1, 300).Select(IssuanceService.CodeOf), codes.Order(StringComparer.Ordinal));
        Assert.Null(await service.ClaimAsync(campaign));
    }

    [Theory]
    [InlineData("2", "10")]
    [InlineData("1", "9")]
    public async Task A_window_that_was_overtaken_is_not_loaded(string epoch, string loaded)
    {
        var campaign = await service.AddCampaignAsync(30);
        await service.Get<PoolRebuilder>().RebuildAsync(campaign);
        var keys = new PoolKeys(campaign);
        var push = new RedisScript<PoolFiller>("push_window.lua", service.Get<IConnectionMultiplexer>(), TimeSpan.FromSeconds(5));
        Assert.Equal(0, (int)await push.EvaluateAsync([keys.Pool, keys.State], epoch, loaded, 11, 0, "11\tCODE\t"));
        Assert.Equal(10, await LevelAsync(campaign));
        Assert.Equal(1, (int)await push.EvaluateAsync([keys.Pool, keys.State], 1, 10, 11, 0, "11\tCODE\t"));
        Assert.Equal(0, (int)await push.EvaluateAsync([keys.Pool, keys.State], 1, 10, 11, 0, "11\tCODE\t"));
        Assert.Equal(11, await LevelAsync(campaign));
    }

    [Fact]
    public async Task A_pool_below_half_is_filled_behind_the_claims()
    {
        var campaign = await service.AddCampaignAsync(100);
        await ClaimAsync(campaign, 6);
        await Eventually.HoldsAsync(() => LevelAsync(campaign), level => level == 10);
        Assert.Equal(6, (await PoolInspection.OfAsync(service, campaign)).InFlight.Count);
    }

    [Fact]
    public async Task Codes_that_are_added_to_an_exhausted_campaign_can_be_claimed_after_the_next_round()
    {
        var campaign = await service.AddCampaignAsync(1);
        await ClaimAsync(campaign, 1);
        Assert.Null(await service.ClaimAsync(campaign));
        await service.AddCodesAsync(campaign, 2, 25);
        await service.Keeper.RunOnceAsync(default);
        for (var number = 2; number <= 26; number++)
            Assert.Equal(IssuanceService.CodeOf(number), (await service.ClaimAsync(campaign))!.Code);
        Assert.Null(await service.ClaimAsync(campaign));
        Assert.Equal(1, await service.EpochAsync(campaign));
    }

    [Fact]
    public async Task Redis_holds_a_window_only_however_many_codes_there_are()
    {
        var campaign = await service.AddCampaignAsync(1);
        await using (var connection = await service.Database.OpenConnectionAsync())
            await connection.ExecuteAsync(
                """
                INSERT INTO codes (campaign_id, seq, code) SELECT @campaign, n, 'CODE-' || lpad(n::text, 6, '0') FROM generate_series(2, 100000) AS n;
                UPDATE pools SET last_seq = 100000 WHERE campaign_id = @campaign
                """,
                new { campaign });
        for (var i = 0; i < 5; i++)
        {
            await IssueAsync(await ClaimAsync(campaign, 7));
            await service.Get<PoolFiller>().FillAsync(campaign);
            await service.Keeper.RunOnceAsync(default);
            Assert.Equal(10, await LevelAsync(campaign));
        }
        var state = await PoolInspection.AssertNothingIsLostAsync(service, campaign, 100_000);
        Assert.Equal(35, state.Issued.Count);
    }

    [Fact]
    public async Task The_low_water_mark_stays_below_the_first_code_without_a_voucher()
    {
        var campaign = await service.AddCampaignAsync(30);
        var claims = await ClaimAsync(campaign, 4);
        await IssueAsync(claims[0], claims[1], claims[3]);
        await service.Get<PoolFiller>().FillAsync(campaign);
        Assert.Equal(2, await MarkAsync(campaign));
        await IssueAsync(claims[2]);
        await ClaimAsync(campaign, 2);
        await service.Get<PoolFiller>().FillAsync(campaign);
        Assert.Equal(4, await MarkAsync(campaign));
    }

    [Fact]
    public async Task The_low_water_mark_reaches_the_last_code_and_no_further()
    {
        var campaign = await service.AddCampaignAsync(4);
        await IssueAsync(await ClaimAsync(campaign, 4));
        await service.Get<PoolFiller>().FillAsync(campaign);
        Assert.Equal(4, await MarkAsync(campaign));
        await service.AddCodesAsync(campaign, 5, 2);
        await service.Get<PoolFiller>().FillAsync(campaign);
        Assert.Equal(4, await MarkAsync(campaign));
    }

    [Fact]
    public async Task Codes_that_are_being_added_while_the_mark_is_raised_are_not_passed_over()
    {
        var campaign = await service.AddCampaignAsync(4);
        await IssueAsync(await ClaimAsync(campaign, 4));
        await using var connection = await service.Database.OpenConnectionAsync();
        await using var adding = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            """
            UPDATE pools SET last_seq = 6 WHERE campaign_id = @campaign;
            INSERT INTO codes (campaign_id, seq, code) VALUES (@campaign, 5, 'CODE-000005'), (@campaign, 6, 'CODE-000006')
            """,
            new { campaign },
            adding);
        var fill = service.Get<PoolFiller>().FillAsync(campaign);
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"));
        await adding.CommitAsync();
        await fill;
        Assert.Equal(4, await MarkAsync(campaign));
        await service.Redis.KeyDeleteAsync(new PoolKeys(campaign).State);
        Assert.Equal(IssuanceService.CodeOf(5), (await service.ClaimAsync(campaign))!.Code);
        Assert.Equal(IssuanceService.CodeOf(6), (await service.ClaimAsync(campaign))!.Code);
    }

    [Fact]
    public async Task A_fill_of_a_pool_that_Redis_does_not_know_does_nothing()
    {
        var campaign = await service.AddCampaignAsync(4);
        await service.Get<PoolFiller>().FillAsync(campaign);
        Assert.Equal(0, await LevelAsync(campaign));
        Assert.Equal(10, service.Get<IOptions<IssuanceOptions>>().Value.WindowSize);
    }
}
