using Voucher.Issuance.Stock;

namespace Voucher.Issuance.Tests.Stock;

public sealed class IssueRatesTests
{
    private readonly Clock clock = new();
    private readonly IssueRates rates;

    public IssueRatesTests() => rates = new IssueRates(clock);

    [Fact]
    public void The_rate_is_unknown_until_ten_seconds_have_been_watched()
    {
        Assert.Null(rates.PerMinute("C", 0));
        rates.Note("C", 100);
        clock.Pass(TimeSpan.FromSeconds(9));
        Assert.Null(rates.PerMinute("C", 200));
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(600, rates.PerMinute("C", 200));
    }

    [Fact]
    public void Only_the_last_five_minutes_count()
    {
        rates.Note("C", 0);
        clock.Pass(TimeSpan.FromMinutes(4));
        rates.Note("C", 4000);
        clock.Pass(TimeSpan.FromMinutes(1));
        rates.Note("C", 4010);
        Assert.Equal(802, rates.PerMinute("C", 4010));
        clock.Pass(TimeSpan.FromMinutes(1));
        rates.Note("C", 4010);
        Assert.Equal(5, rates.PerMinute("C", 4010));
        Assert.Null(rates.PerMinute("OTHER", 4010));
    }

    [Fact]
    public void Depletion_is_as_far_away_as_the_codes_last_at_the_rate()
    {
        Assert.Equal(clock.GetUtcNow().UtcDateTime.AddMinutes(30), rates.DepletedAt(300, 10));
        Assert.Null(rates.DepletedAt(300, 0));
        Assert.Null(rates.DepletedAt(300, null));
        Assert.Null(rates.DepletedAt(0, 10));
        Assert.Null(rates.DepletedAt(long.MaxValue, 0.01));
    }

    private sealed class Clock : TimeProvider
    {
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;

        public void Pass(TimeSpan time) => now += time;

        public override DateTimeOffset GetUtcNow() => now;
    }
}
