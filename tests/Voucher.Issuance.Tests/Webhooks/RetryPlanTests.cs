using Voucher.Issuance.Webhooks;

namespace Voucher.Issuance.Tests.Webhooks;

public sealed class RetryPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Attempt Failed = Attempt.Answered(500, retryAfter: null);
    private static readonly WebhookOptions Options = new();

    [Theory]
    [InlineData(1, 2.5, 5)]
    [InlineData(2, 5, 10)]
    [InlineData(3, 10, 20)]
    [InlineData(10, 1280, 2560)]
    [InlineData(11, 1800, 3600)]
    [InlineData(100_000, 1800, 3600)]
    public void The_pause_doubles_up_to_an_hour_and_is_between_half_and_the_whole_of_that(int failed, double least, double most)
    {
        Assert.Equal(least, RetryPlan.PauseAfter(failed, chance: 0, Options).TotalSeconds);
        Assert.Equal(most, RetryPlan.PauseAfter(failed, chance: 1, Options).TotalSeconds);
    }

    [Fact]
    public void Attempts_from_before_it_was_sent_again_do_not_count() =>
        Assert.Equal(Now.AddSeconds(5), RetryPlan.NextAttempt(Due() with { Attempts = 31, AttemptsBefore = 30 }, Failed, Now, chance: 1, Options));

    [Theory]
    [InlineData(120, 120)]
    [InlineData(1, 5)]
    [InlineData(-7, 5)]
    [InlineData(1_000_000, 3600)]
    public void A_receiver_may_ask_for_a_longer_pause_of_up_to_an_hour(int wanted, int waits) =>
        Assert.Equal(
            Now.AddSeconds(waits), RetryPlan.NextAttempt(Due(), Attempt.Answered(429, TimeSpan.FromSeconds(wanted)), Now, chance: 1, Options));

    [Fact]
    public void The_last_attempt_is_made_when_the_time_is_over_and_then_there_is_none()
    {
        var due = Due() with { Attempts = 30 };
        var almost = Now.AddHours(24).AddSeconds(-1);
        Assert.Equal(Now.AddHours(24), RetryPlan.NextAttempt(due, Failed, almost, chance: 0, Options));
        Assert.Null(RetryPlan.NextAttempt(due, Failed, Now.AddHours(24), chance: 0, Options));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(299, true)]
    [InlineData(199, false)]
    [InlineData(301, false)]
    [InlineData(304, false)]
    [InlineData(400, false)]
    [InlineData(410, false)]
    [InlineData(429, false)]
    [InlineData(500, false)]
    public void Only_2xx_is_delivered(int status, bool isDelivered) => Assert.Equal(isDelivered, Attempt.Answered(status, retryAfter: null).IsDelivered);

    private static DueDelivery Due() => new()
    {
        Id = 1,
        Attempts = 1,
        AttemptsBefore = 0,
        GiveUpAt = Now.AddHours(24).UtcDateTime,
        SubscriptionId = Guid.Empty,
        Kind = SubscriptionKinds.Webhook,
        Url = "https://example.com",
        EventId = Guid.Empty,
        Type = "test",
        OccurredAt = Now.UtcDateTime,
        Data = "{}",
    };
}
