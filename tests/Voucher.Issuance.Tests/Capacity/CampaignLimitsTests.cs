using Voucher.Issuance.Capacity;

namespace Voucher.Issuance.Tests.Capacity;

public sealed class CampaignLimitsTests
{
    private const string Berlin = "Europe/Berlin";

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(100, 40, 40)]
    [InlineData(99, 50, 49)]
    [InlineData(10, 100, 10)]
    [InlineData(10, 1, 1)]
    [InlineData(1, 50, 1)]
    [InlineData(1_000_000_000, 99, 990_000_000)]
    public void A_share_is_a_part_of_the_day_rounded_down_and_at_least_one(long perDay, int percent, long share) =>
        Assert.Equal(share, new CampaignLimits(PerDay: perDay, SharePercent: percent).ShareAt(At("2026-07-01T12:00:00Z"), Berlin));

    [Fact]
    public void Without_a_share_or_a_day_there_is_none()
    {
        Assert.Null(new CampaignLimits(Total: 5, PerDay: 100).ShareAt(At("2026-07-01T12:00:00Z"), Berlin));
        Assert.Null(new CampaignLimits(SharePercent: 50).ShareAt(At("2026-07-01T12:00:00Z"), Berlin));
    }

    [Theory]
    [InlineData("2026-07-01T15:59:59Z", false)]
    [InlineData("2026-07-01T16:00:00Z", true)]
    [InlineData("2026-07-01T21:59:59Z", true)]
    [InlineData("2026-07-01T22:00:00Z", false)]
    [InlineData("2026-01-01T16:59:59Z", false)]
    [InlineData("2026-01-01T17:00:00Z", true)]
    public void From_the_set_hour_of_the_campaigns_clocks_until_its_midnight_the_share_may_be_passed(string time, bool isFree)
    {
        var limits = new CampaignLimits(PerDay: 100, SharePercent: 40, BorrowFrom: "18:00");
        Assert.Equal(isFree ? null : 40L, limits.ShareAt(At(time), Berlin));
    }
}
