using System.Globalization;
using System.Net;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Matching;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Capacity;

/// <summary>A service whose clock a test sets.</summary>
public sealed class ClockFixture : IAsyncLifetime
{
    public SteppedClock Clock { get; } = new(DateTimeOffset.UnixEpoch);

    public IssuanceService Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await IssuanceService.StartAsync(replace: Clock.Use);

    public async Task DisposeAsync() => await Service.DisposeAsync();
}

/// <summary>A voucher counts for the day that the campaign's own clocks and calendar show, also when those are changed.</summary>
public sealed class DaysTests(ClockFixture fixture) : IClassFixture<ClockFixture>
{
    private const string Distributor = "DIST-001";
    private const string Berlin = "Europe/Berlin";
    private const string NewYork = "America/New_York";

    private readonly IssuanceService service = fixture.Service;

    private async Task<string> AddAsync(string zone, CampaignLimits limits)
    {
        var campaign = await service.AddCampaignAsync(100);
        await SetAsync(campaign, zone, limits);
        return campaign;
    }

    private async Task SetAsync(string campaign, string zone, CampaignLimits limits)
    {
        service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign) with { TimeZone = zone, Limits = limits });
        var version = service.Campaigns.Version;
        service.Get<CampaignMatches>().Learn(version);
        await Eventually.IsTrueAsync(() => Task.FromResult(service.Get<CampaignMatches>().Version >= version));
    }

    private async Task<HttpStatusCode> RequestAtAsync(string time, string campaign, string terminal = "T", string distributor = Distributor)
    {
        fixture.Clock.Set(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));
        using var client = service.ClientOf(distributor);
        using var response = await IssuanceService.RequestAsync(client, distributor, campaign, terminalId: terminal);
        return response.StatusCode;
    }

    private Task<string> DayOfAsync(string campaign, string time) => service.ReadAsync<string>(
        "SELECT to_char(campaign_day, 'YYYY-MM-DD') FROM issued_vouchers WHERE campaign_id = @campaign AND issued_at = @at",
        new { campaign, at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).UtcDateTime });

    /// <summary>Zone, and what is asked in order: the moment and the day that it belongs to.</summary>
    public static TheoryData<string, string, string[]> Changes => new()
    {
        // 23 hours: at 02:00 the clocks go on to 03:00 (01:00Z).
        {
            "Berlin goes to summer time", Berlin,
            [
                "2026-03-28T22:59:59Z 2026-03-28", "2026-03-28T23:00:00Z 2026-03-29", "2026-03-29T00:59:59Z 2026-03-29", "2026-03-29T01:00:00Z 2026-03-29",
                "2026-03-29T21:59:59Z 2026-03-29", "2026-03-29T22:00:00Z 2026-03-30", "2026-03-30T21:59:59Z 2026-03-30", "2026-03-30T22:00:00Z 2026-03-31",
            ]
        },
        // 25 hours: 02:30 comes twice (00:30Z and 01:30Z).
        {
            "Berlin goes back", Berlin,
            [
                "2026-10-24T21:59:59Z 2026-10-24", "2026-10-24T22:00:00Z 2026-10-25", "2026-10-25T00:30:00Z 2026-10-25", "2026-10-25T01:30:00Z 2026-10-25",
                "2026-10-25T22:59:59Z 2026-10-25", "2026-10-25T23:00:00Z 2026-10-26", "2026-10-26T22:59:59Z 2026-10-26", "2026-10-26T23:00:00Z 2026-10-27",
            ]
        },
        {
            "New York goes to summer time", NewYork,
            [
                "2026-03-08T04:59:59Z 2026-03-07", "2026-03-08T05:00:00Z 2026-03-08", "2026-03-08T06:59:59Z 2026-03-08", "2026-03-08T07:00:00Z 2026-03-08",
                "2026-03-09T03:59:59Z 2026-03-08", "2026-03-09T04:00:00Z 2026-03-09", "2026-03-10T03:59:59Z 2026-03-09", "2026-03-10T04:00:00Z 2026-03-10",
            ]
        },
        {
            "New York goes back", NewYork,
            [
                "2026-11-01T03:59:59Z 2026-10-31", "2026-11-01T04:00:00Z 2026-11-01", "2026-11-01T05:30:00Z 2026-11-01", "2026-11-01T06:30:00Z 2026-11-01",
                "2026-11-02T04:59:59Z 2026-11-01", "2026-11-02T05:00:00Z 2026-11-02", "2026-11-03T04:59:59Z 2026-11-02", "2026-11-03T05:00:00Z 2026-11-03",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Each_request_counts_for_the_day_that_the_campaigns_clocks_show(string what, string zone, string[] moments)
    {
        Assert.NotEmpty(what);
        var campaign = await AddAsync(zone, new CampaignLimits(Total: 100));
        foreach (var (time, day) in moments.Select(moment => (moment[..20], moment[21..])))
        {
            Assert.Equal(HttpStatusCode.OK, await RequestAtAsync(time, campaign));
            Assert.Equal(day, await DayOfAsync(campaign, time));
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_days_limit_is_one_of_the_campaigns_day_however_many_hours_that_has(string what, string zone, string[] moments)
    {
        Assert.NotEmpty(what);
        CampaignLimits[] each = [new(PerDay: 2), new(PerDistributorDay: 2), new(PerTerminalDay: 2)];
        foreach (var limits in each)
        {
            var campaign = await AddAsync(zone, limits);
            var ofDay = new Dictionary<string, int>();
            foreach (var (time, day) in moments.Select(moment => (moment[..20], moment[21..])))
            {
                var count = ofDay[day] = ofDay.GetValueOrDefault(day) + 1;
                Assert.Equal(count <= 2 ? HttpStatusCode.OK : HttpStatusCode.Conflict, await RequestAtAsync(time, campaign));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_Redis_that_forgets_everything_before_each_request_begins_no_day_anew(string what, string zone, string[] moments)
    {
        Assert.NotEmpty(what);
        var campaign = await AddAsync(zone, new CampaignLimits(Total: 7, PerDay: 2));
        var (ofDay, served) = (new Dictionary<string, int>(), 0);
        foreach (var (time, day) in moments.Concat(moments).Select(moment => (moment[..20], moment[21..])))
        {
            var isServed = ofDay.GetValueOrDefault(day) < 2 && served < 7;
            await ForgetAsync(campaign, moments.Select(moment => moment[21..]));
            Assert.Equal(isServed ? HttpStatusCode.OK : HttpStatusCode.Conflict, await RequestAtAsync(time, campaign));
            (ofDay[day], served) = isServed ? (ofDay.GetValueOrDefault(day) + 1, served + 1) : (ofDay.GetValueOrDefault(day), served);
        }
        Assert.Equal(served, await service.CountIssuedAsync(campaign));
    }

    private async Task ForgetAsync(string campaign, IEnumerable<string> days)
    {
        var keys = new PoolKeys(campaign);
        var counts = days.Select(day => keys.Day(day.Replace("-", "", StringComparison.Ordinal)));
        await service.Redis.KeyDeleteAsync([keys.Pool, keys.State, keys.InFlight, keys.Active, .. counts]);
    }

    [Fact]
    public async Task A_clock_that_goes_back_over_midnight_counts_for_the_day_before_again()
    {
        var campaign = await AddAsync(Berlin, new CampaignLimits(PerDay: 2));
        string[] before = ["2026-06-30T21:59:58Z", "2026-06-30T21:59:59Z"];
        string[] after = ["2026-06-30T22:00:00Z", "2026-06-30T22:00:01Z"];
        foreach (var (time, status) in ((string, HttpStatusCode)[])
            [(before[0], HttpStatusCode.OK), (after[0], HttpStatusCode.OK), (before[1], HttpStatusCode.OK), (before[1], HttpStatusCode.Conflict),
                (after[1], HttpStatusCode.OK), (after[1], HttpStatusCode.Conflict), (before[0], HttpStatusCode.Conflict)])
        {
            Assert.Equal(status, await RequestAtAsync(time, campaign));
        }
    }

    [Fact]
    public async Task Two_campaigns_have_each_their_own_midnight()
    {
        var (berlin, newYork) = (await AddAsync(Berlin, new CampaignLimits(PerDay: 1)), await AddAsync(NewYork, new CampaignLimits(PerDay: 1)));
        foreach (var (time, statusOfBerlin, statusOfNewYork) in ((string, HttpStatusCode, HttpStatusCode)[])
            [("2026-07-01T12:00:00Z", HttpStatusCode.OK, HttpStatusCode.OK), ("2026-07-01T21:59:59Z", HttpStatusCode.Conflict, HttpStatusCode.Conflict),
                ("2026-07-01T22:00:00Z", HttpStatusCode.OK, HttpStatusCode.Conflict), ("2026-07-02T04:00:00Z", HttpStatusCode.Conflict, HttpStatusCode.OK)])
        {
            Assert.Equal((statusOfBerlin, statusOfNewYork), (await RequestAtAsync(time, berlin), await RequestAtAsync(time, newYork)));
        }
    }

    [Fact]
    public async Task A_fair_share_binds_while_others_are_active_and_until_the_hour_of_borrowing()
    {
        var campaign = await AddAsync(Berlin, new CampaignLimits(PerDay: 10, SharePercent: 40, BorrowFrom: "18:00"));
        Task<HttpStatusCode> AskAsync(string time, string distributor) => RequestAtAsync(time, campaign, distributor: distributor);
        const string Morning = "2026-10-24T06:00:00Z", Evening = "2026-10-25T16:59:59Z", AtSix = "2026-10-25T17:00:00Z", Noon = "2026-10-25T11:00:00Z";
        // Alone, a distributor may take more than its share.
        for (var i = 0; i < 6; i++)
            Assert.Equal(HttpStatusCode.OK, await AskAsync(Morning, "DIST-A"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(Morning, "DIST-B"));
        Assert.Equal(HttpStatusCode.Conflict, await AskAsync(Morning, "DIST-A"));
        // The next day, of 25 hours, both are known from the day before; clocks show 18:00 an hour later then (17:00Z).
        foreach (var distributor in (string[])["DIST-A", "DIST-B"])
        {
            for (var i = 0; i < 4; i++)
                Assert.Equal(HttpStatusCode.OK, await AskAsync(Noon, distributor));
            Assert.Equal(HttpStatusCode.Conflict, await AskAsync(Evening, distributor));
        }
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Conflict])
            Assert.Equal(status, await AskAsync(AtSix, "DIST-A"));
        Assert.Equal(HttpStatusCode.Conflict, await AskAsync(AtSix, "DIST-B"));
    }

    [Fact]
    public async Task A_share_binds_no_more_when_the_others_have_been_away_for_two_days()
    {
        var campaign = await AddAsync(Berlin, new CampaignLimits(PerDay: 4, SharePercent: 50));
        Assert.Equal(HttpStatusCode.OK, await RequestAtAsync("2026-07-01T10:00:00Z", campaign, distributor: "DIST-B"));
        foreach (var (day, served) in ((string, int)[])[("2026-07-01", 2), ("2026-07-02", 2), ("2026-07-03", 4)])
        {
            for (var i = 0; i < 4; i++)
            {
                var status = await RequestAtAsync($"{day}T10:00:00Z", campaign, distributor: "DIST-A");
                Assert.Equal(i < served ? HttpStatusCode.OK : HttpStatusCode.Conflict, status);
            }
        }
    }

    [Fact]
    public async Task A_limit_that_is_lowered_stops_at_once_and_one_that_is_raised_or_taken_away_goes_on()
    {
        const string Time = "2026-07-01T10:00:00Z";
        var campaign = await AddAsync(Berlin, new CampaignLimits(PerDay: 3));
        async Task AssertServesAsync(int more)
        {
            for (var i = 0; i < more; i++)
                Assert.Equal(HttpStatusCode.OK, await RequestAtAsync(Time, campaign));
            Assert.Equal(HttpStatusCode.Conflict, await RequestAtAsync(Time, campaign));
        }

        await AssertServesAsync(3);
        await SetAsync(campaign, Berlin, new CampaignLimits(PerDay: 2));
        await AssertServesAsync(0);
        await SetAsync(campaign, Berlin, new CampaignLimits(PerDay: 5));
        await AssertServesAsync(2);
        await SetAsync(campaign, Berlin, new CampaignLimits(Total: 6));
        await AssertServesAsync(1);
        service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign));
        service.Get<CampaignMatches>().Learn(service.Campaigns.Version);
        Assert.Equal(HttpStatusCode.OK, await RequestAtAsync(Time, campaign));
        await SetAsync(campaign, Berlin, new CampaignLimits(Total: 7));
        await AssertServesAsync(0);
    }
}
