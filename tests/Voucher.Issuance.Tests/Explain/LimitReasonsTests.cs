using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Explain;

/// <summary>At half past six in the evening of 10 March in Berlin, unless a test sets another time.</summary>
public sealed class LimitReasonsTests(ServiceWithClock fixture) : IClassFixture<ServiceWithClock>, IAsyncLifetime
{
    private static readonly DateOnly Today = new(2027, 3, 10);

    private readonly IssuanceService service = fixture.Service;
    private readonly HttpClient client = fixture.Service.ClientWith(TestTokens.OfOperator());
    private string campaign = "";

    /// <summary>The next voucher's sequence number, behind those of the campaign's own codes.</summary>
    private int first = 2000;

    public async Task InitializeAsync()
    {
        fixture.Clock.Now = new DateTimeOffset(2027, 3, 10, 17, 30, 0, TimeSpan.Zero);
        campaign = await service.AddCampaignAsync(codes: 1000);
    }

    public Task DisposeAsync()
    {
        client.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Lets Campaigns tell these limits, and asks for DIST-001 at TERM-1.</summary>
    private async Task<(string? Reason, string Detail)> ExplainAsync(string limits, string zone = "Europe/Berlin", string query = "&terminal_id=TERM-1")
    {
        service.Campaigns.Explain = _ =>
            $$"""
            {"distributor":"known","category":"known","at":"2027-03-10T17:30:00Z","campaigns":[
            {"campaign_id":"{{campaign}}","name":"C","priority":1,"reason":null,"start_at":null,"end_at":null,"time_zone":"{{zone}}","limits":{{limits}} }]}
            """;
        var answer = await client.GetFromJsonAsync<JsonElement>($"/admin/v1/explain?distributor_id=DIST-001&category_id=PAY{query}");
        var item = Assert.Single(answer.GetProperty("items").EnumerateArray());
        Assert.Equal(item.GetProperty("reason").ValueKind == JsonValueKind.Null, item.GetProperty("would_serve").GetBoolean());
        return (item.GetProperty("reason").GetString(), item.GetProperty("detail").GetString()!);
    }

    private async Task<string?> ReasonAsync(string limits, string zone = "Europe/Berlin", string query = "&terminal_id=TERM-1") =>
        (await ExplainAsync(limits, zone, query)).Reason;

    private static string Limits(
        long? total = null, long? perDay = null, long? perDistributorDay = null, long? perTerminalDay = null, int? share = null, string? borrowFrom = null) =>
        JsonSerializer.Serialize(new
        {
            total,
            per_day = perDay,
            per_distributor_day = perDistributorDay,
            per_terminal_day = perTerminalDay,
            share_percent = share,
            borrow_from = borrowFrom,
        });

    /// <summary>Writes vouchers into the ledger.</summary>
    /// <param name="count">How many.</param>
    /// <param name="distributor">Whose.</param>
    /// <param name="terminal">Which terminal's.</param>
    /// <param name="daysAgo">The campaign's day that they count for; null for vouchers from before there were days.</param>
    /// <param name="areReturned">Whether they came back because nobody confirmed them.</param>
    private async Task AddVouchersAsync(
        int count, string distributor = "DIST-001", string terminal = "TERM-1", int? daysAgo = 0, bool areReturned = false)
    {
        var day = daysAgo is { } days ? Today.AddDays(-days) : (DateOnly?)null;
        var written = await service.ReadAsync<int>(
            """
            WITH written AS (
                INSERT INTO issued_vouchers (campaign_id, seq, code, serial_number, distributor_id, terminal_id, category_id, issued_at, epoch, claim,
                                             campaign_day, confirm_by, returned_at, return_number)
                SELECT @campaign, seq, 'X' || seq, seq, @distributor, @terminal, 'PAY', now(), 1, seq, @day::date,
                       CASE WHEN @areReturned THEN now() END, CASE WHEN @areReturned THEN now() END, CASE WHEN @areReturned THEN seq END
                FROM generate_series(@first, @first + @count - 1) AS seq
                RETURNING returned_at),
            returned AS (UPDATE pools SET returns = returns + (SELECT count(returned_at) FROM written) WHERE campaign_id = @campaign)
            SELECT count(*) FROM written
            """,
            new { campaign, first, count, distributor, terminal, day, areReturned });
        Assert.Equal(count, written);
        first += count;
    }

    [Fact]
    public async Task Each_limit_is_told_with_what_was_counted()
    {
        await AddVouchersAsync(1200);
        await AddVouchersAsync(34, "DIST-002");

        Assert.Equal(
            [
                ("limit_total", "It has issued 1,234 vouchers in all, and its limit is 1,234."),
                ("limit_day", "It has issued 1,234 vouchers on 2027-03-10 (Europe/Berlin), and its limit is 1,000 a day."),
                ("limit_distributor", "It has issued 1,200 vouchers to the distributor on 2027-03-10 (Europe/Berlin), and its limit for each is 1,200 a day."),
                ("limit_terminal", "It has issued 1,200 vouchers at the terminal on 2027-03-10 (Europe/Berlin), and its limit for each is 7 a day."),
                (
                    "limit_share",
                    "It has issued 1,200 vouchers to the distributor on 2027-03-10 (Europe/Berlin), whose fair share is 1,200, 40 % of 3,000, while others are active."),
                (
                    "limit_share",
                    "It has issued 1,200 vouchers to the distributor on 2027-03-10 (Europe/Berlin), whose fair share is 1,199, 1 % of 119,999, while others are "
                        + "active. From 20:00 on it may take what is left."),
            ],
            [
                await ExplainAsync(Limits(total: 1234)),
                await ExplainAsync(Limits(perDay: 1000)),
                await ExplainAsync(Limits(perDistributorDay: 1200)),
                await ExplainAsync(Limits(perTerminalDay: 7)),
                await ExplainAsync(Limits(perDay: 3000, share: 40)),
                await ExplainAsync(Limits(perDay: 119_999, share: 1, borrowFrom: "20:00")),
            ]);
    }

    [Fact]
    public async Task With_room_for_one_more_under_each_limit_it_serves()
    {
        await AddVouchersAsync(9);
        await AddVouchersAsync(11, "DIST-002");

        Assert.Equal(
            (null, "It would serve the request."),
            await ExplainAsync(Limits(total: 21, perDay: 21, perDistributorDay: 10, perTerminalDay: 10, share: 48)));
    }

    [Fact]
    public async Task Of_several_limits_that_are_reached_the_one_is_told_that_claims_come_upon_first()
    {
        await AddVouchersAsync(5);
        await AddVouchersAsync(1, "DIST-002");

        foreach (var (limits, reason) in ((string, string)[])
            [
                (Limits(6, 6, 5, 5, 50), "limit_total"), (Limits(7, 6, 5, 5, 50), "limit_day"), (Limits(7, 7, 5, 5, 50), "limit_distributor"),
                (Limits(7, 7, 6, 5, 50), "limit_terminal"), (Limits(7, 7, 6, 6, 50), "limit_share"),
            ])
            Assert.Equal(reason, await ReasonAsync(limits));
    }

    [Fact]
    public async Task Vouchers_that_came_back_do_not_count()
    {
        await AddVouchersAsync(3);
        await AddVouchersAsync(5, areReturned: true);

        Assert.Null(await ReasonAsync(Limits(4, 4, 4, 4, 100)));
        Assert.Equal("limit_total", await ReasonAsync(Limits(total: 3)));
    }

    [Fact]
    public async Task The_total_has_vouchers_of_codes_that_were_passed_over_and_no_codes_that_were_withdrawn()
    {
        await AddVouchersAsync(3);
        first = 1;
        await AddVouchersAsync(6);
        await service.ReadAsync<int>("UPDATE pools SET issued_through = 10, withdrawn = 4 WHERE campaign_id = @campaign", new { campaign });

        Assert.Equal("limit_total", await ReasonAsync(Limits(total: 9)));
        Assert.Null(await ReasonAsync(Limits(total: 10)));
    }

    [Fact]
    public async Task Limits_of_a_day_are_about_that_day_and_the_total_is_about_all()
    {
        await AddVouchersAsync(2, daysAgo: 1);
        await AddVouchersAsync(2, daysAgo: -1);
        await AddVouchersAsync(2, daysAgo: null);

        Assert.Null(await ReasonAsync(Limits(7, 1, 1, 1, 1)));
        Assert.Equal("limit_total", await ReasonAsync(Limits(total: 6)));
    }

    [Fact]
    public async Task What_others_got_counts_for_the_campaigns_day_only()
    {
        await AddVouchersAsync(3, "DIST-002");
        await AddVouchersAsync(2, terminal: "TERM-2");

        Assert.Null(await ReasonAsync(Limits(perDay: 6, perDistributorDay: 3, perTerminalDay: 1)));
        Assert.Equal("limit_distributor", await ReasonAsync(Limits(perDistributorDay: 2)));
        Assert.Equal("limit_day", await ReasonAsync(Limits(perDay: 5)));
    }

    [Fact]
    public async Task Without_a_terminal_its_limit_is_no_reason()
    {
        await AddVouchersAsync(3);

        Assert.Equal("limit_terminal", await ReasonAsync(Limits(perTerminalDay: 3)));
        Assert.Null(await ReasonAsync(Limits(perTerminalDay: 3), query: ""));
        Assert.Null(await ReasonAsync(Limits(perTerminalDay: 3), query: "&terminal_id=TERM-9"));
    }

    [Theory]
    [InlineData(0, false, "limit_share")]
    [InlineData(1, false, "limit_share")]
    [InlineData(2, false, null)]
    [InlineData(0, true, "limit_share")]
    public async Task A_share_binds_while_others_were_served_on_the_day_or_the_day_before(int daysAgo, bool areReturned, string? reason)
    {
        await AddVouchersAsync(4);
        Assert.Null(await ReasonAsync(Limits(perDay: 10, share: 40)));

        await AddVouchersAsync(1, "DIST-002", daysAgo: daysAgo, areReturned: areReturned);

        Assert.Equal(reason, await ReasonAsync(Limits(perDay: 10, share: 40)));
    }

    [Theory]
    [InlineData("18:31", "limit_share")]
    [InlineData("18:30", null)]
    [InlineData("00:00", null)]
    [InlineData("23:59", "limit_share")]
    public async Task From_the_set_time_of_the_campaigns_day_on_a_share_does_not_bind(string borrowFrom, string? reason)
    {
        await AddVouchersAsync(4);
        await AddVouchersAsync(1, "DIST-002");

        Assert.Equal(reason, await ReasonAsync(Limits(perDay: 10, share: 40, borrowFrom: borrowFrom)));
    }

    [Fact]
    public async Task A_small_share_is_one_voucher_at_least()
    {
        await AddVouchersAsync(1, "DIST-002");
        Assert.Null(await ReasonAsync(Limits(perDay: 10, share: 1)));

        await AddVouchersAsync(1);
        Assert.Equal("limit_share", await ReasonAsync(Limits(perDay: 10, share: 1)));
    }

    [Theory]
    [InlineData("America/New_York", "2027-03-11T04:59:59Z", "limit_day")]
    [InlineData("America/New_York", "2027-03-11T05:00:00Z", null)]
    [InlineData("Europe/Berlin", "2027-03-10T22:59:59Z", "limit_day")]
    [InlineData("Europe/Berlin", "2027-03-10T23:00:00Z", null)]
    [InlineData("Pacific/Auckland", "2027-03-09T10:59:59Z", null)]
    [InlineData("Pacific/Auckland", "2027-03-09T11:00:00Z", "limit_day")]
    public async Task A_day_is_the_campaigns(string zone, string now, string? reason)
    {
        await AddVouchersAsync(4);
        fixture.Clock.Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(reason, await ReasonAsync(Limits(perDay: 4), zone));
    }

    [Theory]
    [InlineData("2027-03-10T17:29:01Z", "limit_total")]
    [InlineData("2027-03-10T17:28:59Z", null)]
    [InlineData("2027-03-10T17:31:01Z", null)]
    public async Task Limits_are_reasons_of_the_present_only(string at, string? reason)
    {
        await AddVouchersAsync(4);

        Assert.Equal(reason, await ReasonAsync(Limits(total: 4), query: $"&at={at}"));
    }

    [Fact]
    public async Task A_limit_is_told_before_the_lack_of_codes_and_without_a_limit_the_lack_is()
    {
        campaign = await service.AddCampaignAsync(codes: 0);
        await AddVouchersAsync(4);

        Assert.Equal("limit_total", await ReasonAsync(Limits(total: 4)));
        Assert.Equal("no_codes", await ReasonAsync(Limits(total: 5)));
        Assert.Equal("no_codes", await ReasonAsync("null"));
    }
}

/// <summary>A service whose clock a test sets.</summary>
public sealed class ServiceWithClock : IAsyncLifetime
{
    public SetClock Clock { get; } = new();

    public IssuanceService Service { get; private set; } = null!;

    public async Task InitializeAsync() => Service = await IssuanceService.StartAsync(replace: services => services.AddSingleton<TimeProvider>(Clock));

    public async Task DisposeAsync() => await Service.DisposeAsync();

    public sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = TimeProvider.System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
