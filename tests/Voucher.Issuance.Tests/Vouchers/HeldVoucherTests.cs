using System.Globalization;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.Vouchers;

/// <summary>A voucher's state and its days, by the clock.</summary>
public sealed class HeldVoucherTests
{
    private static readonly HeldVoucher Plain = new()
    {
        Id = new VoucherId(1, 1),
        CampaignId = "CAMP",
        Code = "CODE",
        SerialNumber = "SER-000001",
        DistributorId = "DIST",
        TerminalId = "T",
        CategoryId = "PAY",
        IssuedAt = Time("2026-01-01T12:00:00Z"),
    };

    [Theory]
    // The last second of a day, a campaign that ends in the middle of one, and one that ends at midnight.
    [InlineData("Europe/Berlin", "2026-03-31T21:59:59Z", "2026-03-31", "2026-03-31T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-31T10:00:00Z", "2026-03-31", "2026-03-31T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-31T22:00:00Z", "2026-03-31", "2026-03-31T22:00:00Z")]
    // The days on which clocks change, of 23 and 25 hours.
    [InlineData("Europe/Berlin", "2026-03-29T10:00:00Z", "2026-03-29", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T10:00:00Z", "2026-10-25", "2026-10-25T23:00:00Z")]
    [InlineData("America/New_York", "2026-11-01T10:00:00Z", "2026-11-01", "2026-11-02T05:00:00Z")]
    [InlineData("UTC", "2026-03-31T23:59:59Z", "2026-03-31", "2026-04-01T00:00:00Z")]
    public void It_is_good_through_the_end_of_its_last_day_in_the_campaigns_zone(string zone, string expiresAt, string day, string over)
    {
        var offer = new Offer("CAMP", "MERCH", "A campaign", zone);
        var voucher = Plain with { ExpiresAt = Time(expiresAt) };

        Assert.Equal(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), voucher.ExpirationDay(offer));
        Assert.Equal(VoucherState.Acquired, voucher.StateAt(Time(over).AddTicks(-1), offer));
        Assert.Equal(VoucherState.Expired, voucher.StateAt(Time(over), offer));
    }

    [Fact]
    public void Without_an_end_it_never_expires()
    {
        var offer = new Offer("CAMP", "MERCH", "A campaign", "Europe/Berlin");
        Assert.Null(Plain.ExpirationDay(offer));
        Assert.Null(Plain.ActivationDay(offer));
        Assert.Equal(VoucherState.Acquired, Plain.StateAt(DateTimeOffset.MaxValue, offer));
    }

    [Fact]
    public void Each_state_is_told_from_the_others()
    {
        var offer = new Offer("CAMP", "MERCH", "A campaign", "Europe/Berlin");
        var (before, by, after) = (Time("2026-01-01T12:00:00Z"), Time("2026-01-01T12:01:00Z"), Time("2026-01-02T00:00:00Z"));
        var waiting = Plain with { ConfirmBy = by };
        Assert.Equal(VoucherState.Unconfirmed, waiting.StateAt(before, offer));
        Assert.Equal(VoucherState.Returned, waiting.StateAt(by, offer));
        Assert.Equal(VoucherState.Returned, (waiting with { ReturnedAt = by }).StateAt(before, offer));
        Assert.Equal(VoucherState.Acquired, (waiting with { ConfirmedAt = before }).StateAt(after, offer));
        var over = Plain with { ExpiresAt = before };
        Assert.Equal(VoucherState.Redeemed, (over with { RedeemedAt = before }).StateAt(after, offer));
        Assert.Equal(VoucherState.Cancelled, (over with { CancelledAt = before }).StateAt(after, offer));
    }

    [Fact]
    public void Its_first_day_is_the_campaigns()
    {
        var offer = new Offer("CAMP", "MERCH", "A campaign", "Europe/Berlin");
        var voucher = Plain with { UsableFrom = Time("2026-06-30T22:00:00Z") };
        Assert.Equal(new DateOnly(2026, 7, 1), voucher.ActivationDay(offer));
        Assert.True(voucher.IsTooEarly(Time("2026-06-30T21:59:59Z")));
        Assert.False(voucher.IsTooEarly(Time("2026-06-30T22:00:00Z")));
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
