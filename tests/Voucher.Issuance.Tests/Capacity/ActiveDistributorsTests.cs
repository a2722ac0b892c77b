using System.Globalization;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Tests.Capacity;

/// <summary>Whom a fair share is kept for: those whom the campaign has served that day or the day before.</summary>
public sealed class ActiveDistributorsTests(SmallPools fixture) : LimitedCampaigns(fixture)
{
    [Fact]
    public async Task Whoever_was_served_days_ago_in_the_same_epoch_is_active_no_more()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 10, SharePercent: 30));
        await IssueAsync(campaign, 3, "ALONE");
        var active = new PoolKeys(campaign.CampaignId).Active;
        var day = CampaignDay.Of(DateTimeOffset.UtcNow, campaign.TimeZone);
        foreach (var (daysAgo, refusal) in ((int, string?)[])[(2, null), (1, "limit_share"), (0, "limit_share")])
        {
            await Service.Redis.SortedSetAddAsync(active, "OTHER", double.Parse(Claimant.NumberOf(day.AddDays(-daysAgo)), CultureInfo.InvariantCulture));
            Assert.Equal(refusal, await RefusalAsync(campaign, "ALONE"));
        }
    }

    [Fact]
    public async Task Whoever_was_given_no_voucher_is_not_active_in_the_next_epoch()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 10, SharePercent: 30));
        await IssueAsync(campaign, 3, "ALONE");
        await ClaimAsync(campaign, "OTHER");
        Assert.Equal("limit_share", await RefusalAsync(campaign, "ALONE"));
        await Service.ReadAsync<int?>("UPDATE pools SET epoch = epoch + 1 WHERE campaign_id = @CampaignId", new { campaign.CampaignId });
        await Service.Get<PoolRebuilder>().RebuildAsync(campaign.CampaignId, counting: true);
        Assert.Null(await RefusalAsync(campaign, "ALONE"));
    }

    [Fact]
    public async Task Others_are_active_when_they_were_served_today_or_yesterday()
    {
        var campaign = await AddAsync(new CampaignLimits(PerDay: 10, SharePercent: 30));
        await IssueAsync(campaign, 5, "ALONE");
        await IssueAsync(campaign, 1, "OTHER");
        Assert.Equal("limit_share", await RefusalAsync(campaign, "ALONE"));
        await IssueAsync(campaign, 2, "OTHER");
        Assert.Equal("limit_share", await RefusalAsync(campaign, "OTHER"));
        foreach (var (daysAgo, refusal) in ((int, string?)[])[(1, "limit_share"), (2, null)])
        {
            await Service.ReadAsync<int?>(
                "UPDATE issued_vouchers SET campaign_day = @day WHERE campaign_id = @CampaignId AND distributor_id = 'OTHER'",
                new { day = CampaignDay.Of(DateTimeOffset.UtcNow, campaign.TimeZone).AddDays(-daysAgo), campaign.CampaignId });
            await ForgetAsync(campaign);
            Assert.Equal(refusal, await RefusalAsync(campaign, "ALONE"));
        }
    }
}
