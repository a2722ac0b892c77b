using Npgsql;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Pools;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Ledger;

/// <summary>How the writer carries on whatever happens to its batches.</summary>
public sealed class LedgerWriterTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = $"DIST-{Guid.NewGuid():N}";

    private LedgerEntry EntryFor(Claim claim) => IssuanceService.EntryFor(claim, distributorId: distributor, at: Now);

    [Fact]
    public async Task One_poisoned_entry_fails_alone()
    {
        await using var single = await IssuanceService.StartAsync(beside: service, settings: [("LedgerWriters", "1")]);
        var campaign = await single.AddCampaignAsync(8);
        var claims = new List<Claim>();
        for (var i = 0; i < 6; i++)
            claims.Add((await single.ClaimAsync(campaign))!);
        // PostgreSQL refuses the first, the client's encoder the second, its types the third.
        LedgerEntry[] poisoned =
        [
            IssuanceService.EntryFor(claims[0], terminalId: "a\0b"),
            IssuanceService.EntryFor(claims[1], terminalId: "a\ud800b"),
            IssuanceService.EntryFor(claims[2], at: Now.ToOffset(TimeSpan.FromHours(1))),
        ];
        foreach (var bad in poisoned)
        {
            Task<LedgerOutcome>[] writes;
            await using (await PoolLock.TakeAsync(single.Get<NpgsqlDataSource>(), campaign, default))
            {
                // The first keeps the writer busy, so that the others become one batch.
                var busy = single.WriteAsync(EntryFor(claims[3]));
                await service.WaitForWaitingForLockAsync();
                writes = [busy, single.WriteAsync(EntryFor(claims[4])), single.WriteAsync(bad), single.WriteAsync(EntryFor(claims[5]))];
            }
            var outcomes = await Task.WhenAll(writes);
            Assert.IsType<LedgerOutcome.Unknown>(outcomes[2]);
            Assert.All([outcomes[0], outcomes[1], outcomes[3]], outcome => Assert.IsType<LedgerOutcome.Issued>(outcome));
        }
        Assert.Equal(3, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_write_whose_connection_is_killed_is_tried_again()
    {
        var campaign = await service.AddCampaignAsync(2);
        var entry = EntryFor((await service.ClaimAsync(campaign))!) with { RequestId = "R" };
        var plain = EntryFor((await service.ClaimAsync(campaign))!);
        Task<LedgerOutcome> write;
        Task<LedgerOutcome> plainWrite;
        await using (await PoolLock.TakeAsync(service.Database, campaign, default))
        {
            write = service.WriteAsync(entry);
            await service.WaitForWaitingForLockAsync();
            plainWrite = service.WriteAsync(plain);
            Assert.True(await service.ReadAsync<bool>(
                """
                SELECT bool_and(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """));
        }
        Assert.Equal(entry.Claim.Code, Assert.IsType<LedgerOutcome.Issued>(await write).Voucher.Code);
        Assert.Equal(plain.Claim.Code, Assert.IsType<LedgerOutcome.Issued>(await plainWrite).Voucher.Code);
        Assert.Equal(2, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_not_written()
    {
        await using var single = await IssuanceService.StartAsync(beside: service, settings: [("LedgerWriters", "1")]);
        var campaign = await single.AddCampaignAsync(3);
        var busyClaim = (await single.ClaimAsync(campaign))!;
        var givenUpClaim = (await single.ClaimAsync(campaign))!;
        Task<LedgerOutcome> busy;
        await using (await PoolLock.TakeAsync(single.Get<NpgsqlDataSource>(), campaign, default))
        {
            busy = single.WriteAsync(EntryFor(busyClaim));
            await service.WaitForWaitingForLockAsync();
            using var patience = new CancellationTokenSource();
            var givenUp = single.Get<LedgerWriter>().WriteAsync(EntryFor(givenUpClaim), patience.Token);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        }
        await busy;
        await single.WriteAsync(EntryFor((await single.ClaimAsync(campaign))!));
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM issued_vouchers WHERE campaign_id = @campaign AND seq = 2", new { campaign }));
        Assert.Equal(2, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_full_queue_makes_further_requests_wait_and_their_patience_ends_that()
    {
        await using var narrow = await IssuanceService.StartAsync(
            beside: service, settings: [("LedgerWriters", "1"), ("LedgerQueue", "1"), ("LedgerBatchSize", "1")]);
        var campaign = await narrow.AddCampaignAsync(5);
        var claims = new List<Claim>();
        for (var i = 0; i < 3; i++)
            claims.Add((await narrow.ClaimAsync(campaign))!);
        await using (await PoolLock.TakeAsync(narrow.Get<NpgsqlDataSource>(), campaign, default))
        {
            var writing = narrow.WriteAsync(EntryFor(claims[0]));
            await service.WaitForWaitingForLockAsync();
            var queued = narrow.WriteAsync(EntryFor(claims[1]));
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => narrow.Get<LedgerWriter>().WriteAsync(EntryFor(claims[2]), patience.Token));
            Assert.False(writing.IsCompleted || queued.IsCompleted);
            Assert.Equal(1, narrow.Get<LedgerWriter>().Queued);
        }
        await Eventually.IsTrueAsync(async () => await service.CountIssuedAsync(campaign) == 2);
    }

    [Fact]
    public async Task Stopping_the_writer_writes_what_waits()
    {
        await using var stopping = await IssuanceService.StartAsync(beside: service, settings: [("LedgerWriters", "1"), ("LedgerBatchSize", "2")]);
        var campaign = await stopping.AddCampaignAsync(9);
        var claims = await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => stopping.ClaimAsync(campaign)));
        Task<LedgerOutcome>[] writes;
        Task stop;
        await using (await PoolLock.TakeAsync(service.Database, campaign, default))
        {
            writes = [.. claims.Select(claim => stopping.WriteAsync(EntryFor(claim!)))];
            await service.WaitForWaitingForLockAsync();
            stop = stopping.Get<LedgerWriter>().StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
            Assert.False(stop.IsCompleted);
        }
        await stop;
        Assert.All(await Task.WhenAll(writes), outcome => Assert.IsType<LedgerOutcome.Issued>(outcome));
        Assert.Equal(9, await service.CountIssuedAsync(campaign));
    }
}
