using System.Net.Http.Json;
using System.Text.Json;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Confirmation;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Matching;
using Voucher.ServiceDefaults;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Confirmation;

/// <summary>Capacity that returned vouchers had taken is free again, exactly once.</summary>
public sealed class TakeBackReturnsTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    private async Task<Candidate> AddAsync(CampaignLimits limits) => CampaignsDouble.Active(await service.AddCampaignAsync(100)) with { Limits = limits };

    private async Task IssueAsync(Candidate campaign, int count, bool unconfirmed = true)
    {
        for (var i = 0; i < count; i++)
        {
            var entry = IssuanceService.EntryFor((await service.ClaimAsync(campaign)).Claim!);
            entry = unconfirmed ? entry with { RequestId = $"{Guid.NewGuid()}", ConfirmBy = DateTimeOffset.UnixEpoch } : entry;
            Assert.IsType<LedgerOutcome.Issued>(await service.WriteAsync(entry));
        }
    }

    /// <summary>As a process does that dies when it has committed: Redis is not told.</summary>
    private async Task ReturnAndDieAsync(Candidate campaign, int most = 500)
    {
        await using var command = service.Database.CreateCommand(EmbeddedText.Beside<ReturnVouchers>("return_vouchers.sql"));
        command.Parameters.Add(new() { Value = campaign.CampaignId });
        command.Parameters.Add(new() { Value = DateTimeOffset.UtcNow });
        command.Parameters.Add(new() { Value = most });
        await command.ExecuteScalarAsync();
    }

    private static PoolKeys KeysOf(Candidate campaign) => new(campaign.CampaignId);

    private static string Today => Claimant.NumberOf(CampaignDay.Of(DateTimeOffset.UtcNow, "Europe/Berlin"));

    private async Task<(long Total, long Day, long Distributor, long Terminal)> CountsAsync(Candidate campaign)
    {
        var day = await service.Redis.HashGetAsync(KeysOf(campaign).Day(Today), ["all", "d:DIST", "t:DIST\tT"]);
        return ((long)await service.Redis.HashGetAsync(KeysOf(campaign).State, "total"), (long)day[0], (long)day[1], (long)day[2]);
    }

    [Fact]
    public async Task What_comes_back_can_be_issued_again_within_the_limits_and_no_more()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 5, PerTerminalDay: 5));
        await IssueAsync(campaign, 3);
        await IssueAsync(campaign, 2, unconfirmed: false);
        Assert.Equal("limit_total", (await service.ClaimAsync(campaign)).Refusal);
        Assert.Equal(3, await service.Get<ReturnVouchers>().RunOnceAsync(default));
        Assert.Equal((2, 2, 2, 2), await CountsAsync(campaign));
        await IssueAsync(campaign, 3, unconfirmed: false);
        Assert.Equal("limit_total", (await service.ClaimAsync(campaign)).Refusal);
    }

    [Fact]
    public async Task Whoever_returns_vouchers_and_dies_before_Redis_knows_is_followed_up_once()
    {
        await using var other = await IssuanceService.StartAsync(beside: service);
        var campaign = await AddAsync(new CampaignLimits(Total: 10));
        await IssueAsync(campaign, 6);
        await ReturnAndDieAsync(campaign, 4);
        Assert.Equal((6, 6, 6, 6), await CountsAsync(campaign));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? service : other).Get<TakeBackReturns>().TakeBackAsync(campaign.CampaignId)));
        Assert.Equal((2, 2, 2, 2), await CountsAsync(campaign));
        await ReturnAndDieAsync(campaign);
        await service.Keeper.RunOnceAsync(default);
        await other.Keeper.RunOnceAsync(default);
        Assert.Equal((0, 0, 0, 0), await CountsAsync(campaign));
        Assert.Equal(100, (await PoolInspection.OfAsync(service, campaign.CampaignId)).Pooled.Count);
    }

    [Fact]
    public async Task A_day_that_is_loaded_before_returns_are_taken_back_still_counts_them()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 10));
        await IssueAsync(campaign, 6);
        await ReturnAndDieAsync(campaign);
        await service.Redis.KeyDeleteAsync(KeysOf(campaign).Day(Today));
        await service.Get<DayCounts>().LoadAsync(campaign.CampaignId, CampaignDay.Of(DateTimeOffset.UtcNow, campaign.TimeZone));
        Assert.Equal((6, 6, 6, 6), await CountsAsync(campaign));
        await service.Get<TakeBackReturns>().TakeBackAsync(campaign.CampaignId);
        Assert.Equal((0, 0, 0, 0), await CountsAsync(campaign));
    }

    [Fact]
    public async Task A_withdrawal_tells_how_many_are_issued_without_those_that_came_back()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 10));
        await IssueAsync(campaign, 3);
        await IssueAsync(campaign, 2, unconfirmed: false);
        await ReturnAndDieAsync(campaign);
        using var client = service.ClientWith(TestTokens.OfOperator());
        using var response = await client.PostAsJsonAsync($"/admin/v1/campaigns/{campaign.CampaignId}/codes/withdraw", new { reason = "test" });
        var withdrawal = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((98, 2), (withdrawal.GetProperty("withdrawn").GetInt32(), withdrawal.GetProperty("issued").GetInt32()));
        Assert.Equal("depleted", (await service.ClaimAsync(campaign)).Refusal);
    }

    [Fact]
    public async Task A_rebuild_after_a_loss_of_Redis_does_not_count_what_came_back()
    {
        var campaign = await AddAsync(new CampaignLimits(Total: 10));
        await IssueAsync(campaign, 6);
        await ReturnAndDieAsync(campaign, 4);
        await service.Redis.KeyDeleteAsync([KeysOf(campaign).Pool, KeysOf(campaign).State, KeysOf(campaign).InFlight, KeysOf(campaign).Day(Today)]);
        await IssueAsync(campaign, 1);
        Assert.Equal((3, 3, 3, 3), await CountsAsync(campaign));
        await service.Get<TakeBackReturns>().TakeBackAsync(campaign.CampaignId);
        Assert.Equal((3, 3, 3, 3), await CountsAsync(campaign));
    }
}
