using Npgsql;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Tests.Ledger;

/// <summary>What becomes of a claim in the ledger.</summary>
public sealed class LedgerOutcomeTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 3, 2, 1, TimeSpan.Zero);

    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = $"DIST-{Guid.NewGuid():N}";

    private LedgerEntry EntryFor(Claim claim, string? requestId = null, string terminalId = "T", DateTimeOffset? at = null) =>
        IssuanceService.EntryFor(claim, requestId, distributor, terminalId, at ?? Now);

    private Task<LedgerOutcome[]> WriteBatchAsync(params LedgerEntry[] entries) =>
        LedgerBatch.WriteAsync(service.Get<NpgsqlDataSource>(), entries, default);

    [Fact]
    public async Task A_claim_becomes_a_voucher_with_all_that_it_was_given()
    {
        var campaign = await service.AddCampaignAsync(1);
        var entry = EntryFor((await service.ClaimAsync(campaign))!, "R") with { ProductId = "P", ExpiresAt = Now.AddDays(1) };
        var issued = Assert.IsType<LedgerOutcome.Issued>(await service.WriteAsync(entry));
        Assert.Equal(entry.ToVoucher(), issued.Voucher);
        Assert.Equal(
            (campaign, "CODE-000001", "CAT", "P", Now),
            (issued.Voucher.CampaignId, issued.Voucher.Code, issued.Voucher.CategoryId, issued.Voucher.ProductId, issued.Voucher.IssuedAt));
        var found = await service.Get<FindVoucher>().ByRequestAsync(distributor, "R", default);
        Assert.Equal(entry.ToVoucher() with { Fingerprint = null }, found! with { Fingerprint = null });
        Assert.Equal(entry.Fingerprint, found.Fingerprint);
        Assert.Null(await service.Get<FindVoucher>().ByRequestAsync("OTHER", "R", default));
    }

    [Fact]
    public async Task A_code_is_issued_once_whatever_claims_say()
    {
        var campaign = await service.AddCampaignAsync(1);
        var claim = (await service.ClaimAsync(campaign))!;
        Assert.IsType<LedgerOutcome.Issued>(await service.WriteAsync(EntryFor(claim)));
        Assert.IsType<LedgerOutcome.CodeIsIssued>(await service.WriteAsync(EntryFor(claim with { Number = 2 })));
        Assert.IsType<LedgerOutcome.CodeIsIssued>(await service.WriteAsync(EntryFor(claim with { Number = 3 }, "R")));
        Assert.Equal(1, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_claim_of_a_served_request_whose_code_is_another_claims_voucher_gives_back_its_counts_only()
    {
        var campaign = await service.AddCampaignAsync(2);
        var (served, taken) = ((await service.ClaimAsync(campaign))!, (await service.ClaimAsync(campaign))!);
        await WriteBatchAsync(EntryFor(served, "R"), EntryFor(taken));
        var answered = Assert.IsType<LedgerOutcome.AlreadyAnswered>(await service.WriteAsync(EntryFor(taken with { Number = 9 }, "R")));
        Assert.Equal((served.Code, GiveBack.Counts), (answered.Voucher.Code, answered.GiveBack));
    }

    [Fact]
    public async Task A_request_gets_one_voucher_within_one_batch()
    {
        var campaign = await service.AddCampaignAsync(3);
        var first = (await service.ClaimAsync(campaign))!;
        var second = (await service.ClaimAsync(campaign))!;
        var outcomes = await WriteBatchAsync(EntryFor(second, "R"), EntryFor(first, "R"));
        var issued = Assert.Single(outcomes.OfType<LedgerOutcome.Issued>());
        var answered = Assert.Single(outcomes.OfType<LedgerOutcome.AlreadyAnswered>());
        Assert.Equal(GiveBack.CodeAndCounts, answered.GiveBack);
        Assert.Equal(issued.Voucher.Code, answered.Voucher.Code);
        Assert.Equal(1, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_request_gets_one_voucher_from_two_services_at_the_same_time()
    {
        await using var other = await IssuanceService.StartAsync(beside: service);
        var campaign = await service.AddCampaignAsync(40);
        for (var i = 0; i < 20; i++)
        {
            var first = (await service.ClaimAsync(campaign))!;
            var second = (await service.ClaimAsync(campaign))!;
            var outcomes = await Task.WhenAll(service.WriteAsync(EntryFor(first, $"R{i}")), other.WriteAsync(EntryFor(second, $"R{i}")));
            var issued = Assert.Single(outcomes.OfType<LedgerOutcome.Issued>());
            var answered = Assert.Single(outcomes.OfType<LedgerOutcome.AlreadyAnswered>());
            Assert.Equal(GiveBack.CodeAndCounts, answered.GiveBack);
            Assert.Equal(issued.Voucher.Code, answered.Voucher.Code);
        }
        Assert.Equal(20, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task An_entry_that_is_written_again_is_the_same_voucher()
    {
        var campaign = await service.AddCampaignAsync(2);
        var plain = EntryFor((await service.ClaimAsync(campaign))!);
        var named = EntryFor((await service.ClaimAsync(campaign))!, "R");
        await WriteBatchAsync(plain, named);
        var again = await WriteBatchAsync(plain, named);
        Assert.Equal(plain.ToVoucher(), Assert.IsType<LedgerOutcome.Issued>(again[0]).Voucher);
        var answered = Assert.IsType<LedgerOutcome.AlreadyAnswered>(again[1]);
        Assert.Equal((named.Claim.Code, GiveBack.Nothing), (answered.Voucher.Code, answered.GiveBack));
        Assert.Equal(2, await service.CountIssuedAsync(campaign));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Of_two_calls_that_share_a_claim_the_ledger_keeps_the_one_that_was_told_so(int first, int second)
    {
        var campaign = await service.AddCampaignAsync(30);
        for (var i = 0; i < 15; i++)
        {
            var claim = (await service.ClaimAsync(campaign, $"4:DIST:{i}"))!;
            var outcomes = await WriteBatchAsync(
                EntryFor(claim, $"{first}-{i}", $"T{first}", Now.AddSeconds(first)), EntryFor(claim, $"{first}-{i}", $"T{second}", Now.AddSeconds(second)));
            var told = Assert.IsType<LedgerOutcome.Issued>(outcomes[0]).Voucher;
            var replayed = Assert.IsType<LedgerOutcome.AlreadyAnswered>(outcomes[1]);
            Assert.Equal((told.IssuedAt, told.Fingerprint![0]), (replayed.Voucher.IssuedAt, replayed.Voucher.Fingerprint![0]));
            Assert.Equal(GiveBack.Nothing, replayed.GiveBack);
        }
    }

    [Fact]
    public async Task A_claim_of_an_earlier_epoch_lapses()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign))!;
        await service.Redis.KeyDeleteAsync(new PoolKeys(campaign).State);
        await service.Get<PoolRebuilder>().RebuildAsync(campaign);
        Assert.IsType<LedgerOutcome.Lapsed>(await service.WriteAsync(EntryFor(claim)));
        Assert.IsType<LedgerOutcome.Lapsed>(await service.WriteAsync(EntryFor(claim, "R")));
        Assert.IsType<LedgerOutcome.Lapsed>(await service.WriteAsync(EntryFor(claim with { Epoch = claim.Epoch + 9 })));
        Assert.Equal(0, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task An_abandoned_claim_lapses()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign))!;
        await service.AgeClaimsAsync(campaign);
        Assert.Equal(1, await service.Get<ClaimSweeper>().SweepAsync(campaign, default));
        Assert.IsType<LedgerOutcome.Lapsed>(await service.WriteAsync(EntryFor(claim)));
        Assert.Equal(0, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_write_that_waited_for_a_rebuilds_lock_sees_the_new_epoch()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign))!;
        Task<LedgerOutcome> write;
        await using (var rebuild = await PoolLock.TakeAsync(service.Get<NpgsqlDataSource>(), campaign, default))
        {
            write = service.WriteAsync(EntryFor(claim));
            await service.WaitForWaitingForLockAsync();
            await using var raise = new NpgsqlCommand("UPDATE pools SET epoch = epoch + 1 WHERE campaign_id = $1", rebuild.Connection)
            {
                Parameters = { new() { Value = campaign } },
            };
            await raise.ExecuteNonQueryAsync();
            Assert.False(write.IsCompleted);
        }
        Assert.IsType<LedgerOutcome.Lapsed>(await write);
        Assert.Equal(0, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_write_that_waited_for_the_sweepers_lock_sees_that_it_was_abandoned()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign))!;
        Task<LedgerOutcome> write;
        await using (var sweep = await PoolLock.TakeAsync(service.Get<NpgsqlDataSource>(), campaign, default))
        {
            write = service.WriteAsync(EntryFor(claim, "R"));
            await service.WaitForWaitingForLockAsync();
            await using var abandon = new NpgsqlCommand("INSERT INTO abandoned_claims (campaign_id, epoch, claim) VALUES ($1, $2, $3)", sweep.Connection)
            {
                Parameters = { new() { Value = campaign }, new() { Value = claim.Epoch }, new() { Value = claim.Number } },
            };
            await abandon.ExecuteNonQueryAsync();
        }
        Assert.IsType<LedgerOutcome.Lapsed>(await write);
    }

    [Fact]
    public async Task The_code_of_an_abandoned_claim_is_free_when_its_request_turns_out_to_be_served()
    {
        var campaign = await service.AddCampaignAsync(2);
        var served = (await service.ClaimAsync(campaign))!;
        var abandoned = (await service.ClaimAsync(campaign))!;
        await service.WriteAsync(EntryFor(served, "R"));
        await service.ReadAsync<int?>(
            "INSERT INTO abandoned_claims (campaign_id, epoch, claim) VALUES (@CampaignId, @Epoch, @Number)", abandoned);
        var answered = Assert.IsType<LedgerOutcome.AlreadyAnswered>(await service.WriteAsync(EntryFor(abandoned, "R")));
        Assert.Equal(GiveBack.CodeAndCounts, answered.GiveBack);
        Assert.Equal(served.Code, answered.Voucher.Code);
    }
}
