using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Capacity;

/// <summary>Tests of campaigns with limits, by claims and vouchers without a till.</summary>
public abstract class LimitedCampaigns(SmallPools fixture) : IClassFixture<SmallPools>
{
    protected IssuanceService Service { get; } = fixture.Service;

    protected async Task<Candidate> AddAsync(CampaignLimits limits, int codes = 50) =>
        CampaignsDouble.Active(await Service.AddCampaignAsync(codes)) with { Limits = limits };

    protected async Task<Claim> ClaimAsync(Candidate campaign, string distributor = "D", string terminal = "T") =>
        (await Service.ClaimAsync(campaign, distributor, terminal)).Claim!;

    protected async Task<string?> RefusalAsync(Candidate campaign, string distributor = "D", string terminal = "T") =>
        (await Service.ClaimAsync(campaign, distributor, terminal)).Refusal;

    protected async Task IssueAsync(Candidate campaign, int count, string distributor = "D", string terminal = "T")
    {
        for (var i = 0; i < count; i++)
            Assert.IsType<LedgerOutcome.Issued>(await Service.WriteAsync(IssuanceService.EntryFor(await ClaimAsync(campaign, distributor, terminal))));
    }

    protected static string Today => Claimant.NumberOf(CampaignDay.Of(DateTimeOffset.UtcNow, "Europe/Berlin"));

    protected async Task ForgetAsync(Candidate campaign)
    {
        var keys = new PoolKeys(campaign.CampaignId);
        await Service.Redis.KeyDeleteAsync([keys.Pool, keys.State, keys.InFlight, keys.Active, keys.Day(Today)]);
    }
}
