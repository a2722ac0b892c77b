using System.Globalization;
using System.Net;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Resource;

/// <summary>A voucher is good through the end of its last day in its campaign's zone, however long that day is.</summary>
public sealed class ExpiryTests : IAsyncLifetime
{
    private readonly SteppedClock clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync(replace: clock.Use);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Theory]
    // 23 and 25 hours long; a zone whose midnight the clocks skip; the first and the last zone of the day.
    [InlineData("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")]
    [InlineData("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z")]
    [InlineData("Africa/Cairo", "2026-04-23", "2026-04-22T22:00:00Z", "2026-04-23T22:00:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-12-31", "2026-12-30T10:00:00Z", "2026-12-31T10:00:00Z")]
    [InlineData("Pacific/Pago_Pago", "2026-12-31", "2026-12-31T11:00:00Z", "2027-01-01T11:00:00Z")]
    public async Task The_day_begins_and_ends_with_the_campaigns_midnights(string zone, string day, string start, string end)
    {
        using var shop = await Shop.OpenAsync(service, offer => offer with { TimeZone = zone });
        var (first, over) = (DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), DateTimeOffset.Parse(end, CultureInfo.InvariantCulture));
        var last = CampaignDay.LastSecondOf(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), zone);
        var set = $", usable_from = '{first:O}', expires_at = '{last:O}'";
        var ids = await shop.IssueAsync([.. Enumerable.Range(0, 4).Select(_ => Shop.NewCode())], first.AddDays(-3), set);

        foreach (var (at, id, why) in new[]
        {
            (first.AddSeconds(-1), ids[0], "not yet active"), (first, ids[0], null), (over.AddSeconds(-1), ids[1], null), (over, ids[2], "expired"),
        })
        {
            clock.Set(at);
            Assert.Equal((day, day), ((await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["activation_date"], (await shop.AsMerchant.ReadAsync(shop.InOffer(id)))["expiration_date"]));
            var told = await shop.AsMerchant.PutAsync(shop.InOffer(id));
            if (why is null)
                Assert.Equal((HttpStatusCode.OK, "redeemed"), (told.Status, told["status"]));
            else
                Assert.Equal(why, told.AssertError(HttpStatusCode.Conflict, "voucher unavailable", "status"));
        }
        Assert.Equal("acquired", (await shop.AsMerchant.ReadAsync(shop.InOffer(ids[3])))["status"]);
        Assert.Equal("expired", (await shop.AsMerchant.PutAsync(shop.InOffer(ids[3]), """{"status":"cancelled"}""")).AssertError(HttpStatusCode.Conflict, "voucher unavailable", "status"));
    }

    [Fact]
    public async Task A_voucher_is_good_to_the_end_of_the_day_on_which_its_campaign_ends_and_one_without_end_for_ever()
    {
        using var shop = await Shop.OpenAsync(service);
        var noon = new DateTimeOffset(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);
        var ends = await shop.IssueAsync(set: $", expires_at = '{noon:O}'");
        var endless = await shop.IssueAsync(set: ", expires_at = NULL");

        clock.Set(noon.AddHours(9));
        Assert.Equal("2026-06-30", (await shop.AsMerchant.ReadAsync(shop.InOffer(ends)))["expiration_date"]);
        Assert.Equal(HttpStatusCode.OK, (await shop.AsMerchant.PutAsync(shop.InOffer(ends))).Status);
        clock.Set(noon.AddYears(70));
        Assert.Equal("", (await shop.AsMerchant.ReadAsync(shop.InOffer(endless)))["expiration_date"]);
        Assert.Equal(HttpStatusCode.OK, (await shop.AsMerchant.PutAsync(shop.InOffer(endless))).Status);
    }
}
