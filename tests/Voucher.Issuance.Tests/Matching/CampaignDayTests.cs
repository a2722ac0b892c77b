using System.Globalization;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Matching;

public sealed class CampaignDayTests
{
    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("America/New_York", "2026-11-01T03:59:59Z", "2026-10-31")]
    [InlineData("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01")]
    [InlineData("UTC", "2026-11-02T23:59:59Z", "2026-11-02")]
    public void A_moment_belongs_to_the_day_of_the_campaigns_zone(string zone, string time, string day) =>
        Assert.Equal(day, Text(CampaignDay.Of(Time(time), zone)));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z")]
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T03:59:59Z")]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T20:59:59Z")]
    [InlineData("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z")]
    public void A_day_begins_and_ends_where_the_clocks_of_its_zone_say(string zone, string day, string first, string last)
    {
        var date = DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Equal((Time(first), Time(last)), (CampaignDay.StartOf(date, zone), CampaignDay.LastSecondOf(date, zone)));
    }

    [Fact]
    public void Vouchers_of_a_campaign_that_says_nothing_of_them_are_good_at_once_and_until_its_end()
    {
        var candidate = new Candidate("C", "active", StartAt: null, Time("2026-12-31T23:59:59Z"), "Europe/Berlin");
        Assert.Equal((null, Time("2026-12-31T23:59:59Z")), (candidate.UsableFrom(Time("2026-06-01T00:00:00Z")), candidate.ExpiresAt(Time("2026-06-01T00:00:00Z"))));
        Assert.Null((candidate with { EndAt = null }).ExpiresAt(Time("2026-06-01T00:00:00Z")));
    }

    [Fact]
    public void Fixed_days_are_days_of_the_campaigns_zone()
    {
        var candidate = new Candidate(
            "C", "active", StartAt: null, EndAt: null, "Europe/Berlin", new VoucherDay(new DateOnly(2026, 7, 1), null), new VoucherDay(new DateOnly(2026, 12, 31), null));
        Assert.Equal(
            (Time("2026-06-30T22:00:00Z"), Time("2026-12-31T22:59:59Z")),
            (candidate.UsableFrom(Time("2026-06-01T00:00:00Z")), candidate.ExpiresAt(Time("2026-06-01T00:00:00Z"))));
    }

    [Theory]
    [InlineData("2026-10-23T21:30:00Z", "2026-10-23T22:00:00Z", "2026-10-25T22:59:59Z")]
    [InlineData("2026-10-23T22:30:00Z", "2026-10-24T22:00:00Z", "2026-10-26T22:59:59Z")]
    public void Days_after_the_issue_count_from_the_campaigns_day_of_the_issue(string issued, string usableFrom, string expires)
    {
        var candidate = new Candidate("C", "active", StartAt: null, EndAt: null, "Europe/Berlin", new VoucherDay(null, 1), new VoucherDay(null, 2));
        Assert.Equal((Time(usableFrom), Time(expires)), (candidate.UsableFrom(Time(issued)), candidate.ExpiresAt(Time(issued))));
    }

    [Fact]
    public void Nothing_is_issued_any_more_that_would_expire_before_it_can_be_used()
    {
        var candidate = new Candidate("C", "active", StartAt: null, Time("2026-12-31T23:00:00Z"), "Europe/Berlin", new VoucherDay(null, 3));
        Assert.Null(candidate.ReasonAgainst(Time("2026-12-28T22:59:59Z")));
        Assert.Equal(DeclineReason.Ended, candidate.ReasonAgainst(Time("2026-12-29T23:00:00Z")));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
