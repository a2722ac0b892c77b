using Dapper;
using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Pools;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Pools;

public sealed class PoolRebuilderTests(SmallPools fixture) : IClassFixture<SmallPools>
{
    private readonly IssuanceService service = fixture.Service;

    private async Task<LedgerOutcome> IssueAsync(Claim claim) => await service.Get<LedgerWriter>().WriteAsync(
        IssuanceService.EntryFor(claim), new CancellationTokenSource(20_000).Token);

    private async Task LosePoolAsync(string campaign)
    {
        var keys = new PoolKeys(campaign);
        await service.Redis.KeyDeleteAsync([keys.Pool, keys.State, keys.InFlight]);
    }

    [Fact]
    public async Task A_rebuilt_pool_has_each_code_that_is_not_issued_also_those_that_were_in_flight()
    {
        var campaign = await service.AddCampaignAsync(6);
        var claims = new List<Claim>();
        for (var i = 0; i < 4; i++)
            claims.Add((await service.ClaimAsync(campaign))!);
        await IssueAsync(claims[0]);
        await IssueAsync(claims[2]);
        await LosePoolAsync(campaign);
        Assert.Equal(IssuanceService.CodeOf(2), (await service.ClaimAsync(campaign))!.Code);
        var state = await PoolInspection.OfAsync(service, campaign);
        Assert.Equal([IssuanceService.CodeOf(4), IssuanceService.CodeOf(5), IssuanceService.CodeOf(6)], state.Pooled);
        Assert.Equal([IssuanceService.CodeOf(2)], state.InFlight);
        Assert.IsType<LedgerOutcome.Lapsed>(await IssueAsync(claims[1]));
        Assert.Equal(2, await service.EpochAsync(campaign));
    }

    [Fact]
    public async Task Rebuilds_side_by_side_raise_the_epoch_once()
    {
        await using var other = await IssuanceService.StartAsync(beside: service);
        var campaign = await service.AddCampaignAsync(30);
        var claims = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? service : other).ClaimAsync(campaign)));
        Assert.Equal(20, claims.Select(claim => claim!.Code).Distinct().Count());
        Assert.Equal(1, await service.EpochAsync(campaign));
        await LosePoolAsync(campaign);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? service : other).Get<PoolRebuilder>().RebuildAsync(campaign)));
        Assert.Equal(2, await service.EpochAsync(campaign));
    }

    [Fact]
    public async Task A_rebuild_of_a_warm_pool_changes_nothing()
    {
        var campaign = await service.AddCampaignAsync(3);
        var claim = (await service.ClaimAsync(campaign))!;
        await service.Get<PoolRebuilder>().RebuildAsync(campaign);
        Assert.Equal(1, await service.EpochAsync(campaign));
        Assert.IsType<LedgerOutcome.Issued>(await IssueAsync(claim));
    }

    [Fact]
    public async Task A_rebuild_that_was_overtaken_changes_nothing()
    {
        var campaign = await service.AddCampaignAsync(3);
        await service.ClaimAsync(campaign);
        await LosePoolAsync(campaign);
        var claim = (await service.ClaimAsync(campaign))!;
        var startEpoch = new RedisScript<PoolRebuilder>("start_epoch.lua", service.Get<IConnectionMultiplexer>(), TimeSpan.FromSeconds(5));
        var keys = new PoolKeys(campaign);
        foreach (var epoch in (int[])[1, 2])
            Assert.Equal(0, (int)await startEpoch.EvaluateAsync([keys.Pool, keys.State, keys.InFlight], epoch, 0, 1, "1\tOLD\t"));
        var state = await PoolInspection.OfAsync(service, campaign);
        Assert.Equal([IssuanceService.CodeOf(2), IssuanceService.CodeOf(3)], state.Pooled);
        Assert.Equal([claim.Code], state.InFlight);
    }

    [Fact]
    public async Task A_later_epoch_replaces_all_that_the_pool_had()
    {
        var campaign = await service.AddCampaignAsync(3);
        await service.ClaimAsync(campaign, "1:D:R");
        await service.ReadAsync<int?>("UPDATE pools SET epoch = 10 WHERE campaign_id = @campaign", new { campaign });
        await service.Get<PoolRebuilder>().RebuildAsync(campaign);
        Assert.Equal(11, await service.EpochAsync(campaign));
        var state = await PoolInspection.OfAsync(service, campaign);
        Assert.Empty(state.InFlight);
        Assert.Equal(3, state.Pooled.Count);
        Assert.Equal(11, (await service.ClaimAsync(campaign, "1:D:R"))!.Epoch);
    }

    [Fact]
    public async Task A_rebuild_waits_for_vouchers_that_are_being_written()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign))!;
        await using var writing = await service.Database.OpenConnectionAsync();
        await using var transaction = await writing.BeginTransactionAsync();
        await writing.ExecuteAsync("SELECT pg_advisory_xact_lock_shared(hashtextextended(@campaign, 0))", new { campaign }, transaction);
        await writing.ExecuteAsync(
            """
            INSERT INTO issued_vouchers (campaign_id, seq, code, distributor_id, terminal_id, category_id, issued_at, epoch, claim)
            VALUES (@campaign, @Seq, @Code, 'D', 'T', 'C', now(), 1, 1)
            """,
            new { campaign, claim.Seq, claim.Code },
            transaction);
        await LosePoolAsync(campaign);
        var next = service.ClaimAsync(campaign);
        await service.WaitForWaitingForLockAsync();
        Assert.False(next.IsCompleted);
        await transaction.CommitAsync();
        Assert.Equal(IssuanceService.CodeOf(2), (await next)!.Code);
    }

    [Fact]
    public async Task Claims_that_abandoned_epochs_left_behind_are_forgotten()
    {
        var campaign = await service.AddCampaignAsync(2);
        await service.ClaimAsync(campaign);
        await service.AgeClaimsAsync(campaign);
        await service.Get<ClaimSweeper>().SweepAsync(campaign, default);
        Assert.Equal(1, await service.ReadAsync<int>("SELECT count(*) FROM abandoned_claims WHERE campaign_id = @campaign", new { campaign }));
        await LosePoolAsync(campaign);
        await service.ClaimAsync(campaign);
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM abandoned_claims WHERE campaign_id = @campaign", new { campaign }));
    }

    [Fact]
    public async Task A_campaign_without_codes_is_empty_and_not_rebuilt_again_and_again()
    {
        var campaign = await service.AddCampaignAsync(0);
        for (var i = 0; i < 5; i++)
            Assert.Null(await service.ClaimAsync(campaign));
        Assert.Equal(1, await service.EpochAsync(campaign));
    }

    [Fact]
    public async Task A_claim_survives_that_the_rebuilds_connection_is_killed()
    {
        var campaign = await service.AddCampaignAsync(2);
        Task<Claim?> claim;
        await using (await PoolLock.TakeAsync(service.Database, campaign, default))
        {
            claim = service.ClaimAsync(campaign);
            await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
                "SELECT coalesce(bool_or(pg_terminate_backend(pid)), false) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
        }
        Assert.Equal(IssuanceService.CodeOf(1), (await claim)!.Code);
    }

    [Fact]
    public async Task A_lock_whose_connection_is_gone_ends_quietly()
    {
        var poolLock = await PoolLock.TakeAsync(service.Get<NpgsqlDataSource>(), "CAMP", default);
        await service.ReadAsync<bool>($"SELECT pg_terminate_backend({poolLock.Connection.ProcessID})");
        await Assert.ThrowsAnyAsync<NpgsqlException>(async () =>
        {
            await using var command = new NpgsqlCommand("SELECT 1", poolLock.Connection);
            await command.ExecuteScalarAsync();
        });
        await poolLock.DisposeAsync();
        await using var again = await PoolLock.TryTakeAsync(service.Database, "CAMP", default);
        Assert.NotNull(again);
        Assert.Null(await PoolLock.TryTakeAsync(service.Database, "CAMP", default));
    }
}
