using Dapper;
using Voucher.Issuance.Webhooks;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Several processes deliver, and any of them may die.</summary>
public sealed class SeveralProcessesTests(Telling fixture) : IClassFixture<Telling>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task Each_event_is_sent_once_by_one_of_them_as_long_as_all_goes_well()
    {
        await using var second = await IssuanceService.StartAsync(beside: service, settings: Telling.Quick);
        await using var third = await IssuanceService.StartAsync(beside: service, settings: Telling.Quick);
        await using var receiver = await Receiver.StartAsync(async (_, _) => await Task.Delay(TimeSpan.FromMilliseconds(5)));
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var campaign = await subscriber.AddCampaignAsync(codes: 0);

        await subscriber.WriteEventsAsync(campaign, 1_000);
        await Eventually.IsTrueAsync(() => IsAllDeliveredAsync(subscriber, 1_000), TimeSpan.FromSeconds(30));

        Assert.Equal((1_000, 1_000), (receiver.Received.Count, receiver.Received.Select(got => got.Id).Distinct().Count()));
        Assert.True(receiver.MostAtATime > 4, "One process did it all.");
    }

    [Fact]
    public async Task What_a_process_had_taken_that_died_is_sent_when_its_lease_is_over()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        using var lost = await Subscriber.AddAsync(service, receiver.Address);
        var until = DateTimeOffset.UtcNow.AddSeconds(4);
        // As a process leaves it that was killed in the middle of an attempt.
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            WITH event AS (INSERT INTO events (type, occurred_at, data, spread_at) VALUES ('test', now(), '{}', now()) RETURNING id)
            INSERT INTO deliveries (subscription_id, event_id, attempts, next_attempt_at, give_up_at, last_attempt_at, created_at)
            SELECT @id, id, 1, @until, now() + interval '1 day', now(), now() FROM event
            """,
            new { id = Guid.Parse(lost.Id), until = until.UtcDateTime });
        await subscriber.TestAsync();
        await receiver.WaitForAsync(1);

        await receiver.WaitForAsync(2);
        Assert.True(DateTimeOffset.UtcNow >= until);
        await Eventually.IsTrueAsync(() => IsAllDeliveredAsync(lost, 1));
        Assert.Equal(2, await service.ReadAsync<int>("SELECT attempts FROM deliveries WHERE subscription_id = @id", new { id = Guid.Parse(lost.Id) }));
    }

    [Fact]
    public async Task An_attempt_that_ends_after_a_later_one_was_begun_settles_nothing()
    {
        using var subscriber = await Subscriber.AddAsync(service, "http://127.0.0.1:1/");
        var id = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(id, one => one.ErrorOf() is not null);
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE subscriptions SET state = 'disabled' WHERE id = @id", new { id = Guid.Parse(subscriber.Id) });
        await connection.ExecuteAsync("UPDATE deliveries SET attempts = 7, last_error = NULL WHERE id = @id", new { id });

        Task LateAsync(int attempts) => EndedAttempt.SettleAsync(
            connection, [new EndedAttempt(Due(id, attempts), Attempt.Answered(200, retryAfter: null), NextAttemptAt: null)], DateTimeOffset.UtcNow, default);
        await LateAsync(6);
        Assert.Equal(("pending", null), ((await subscriber.DeliveryAsync(id)).StateOf(), (await subscriber.DeliveryAsync(id)).ErrorOf()));
        await LateAsync(7);
        Assert.Equal("delivered", (await subscriber.DeliveryAsync(id)).StateOf());
    }

    private Task<bool> IsAllDeliveredAsync(Subscriber subscriber, int count) => service.ReadAsync<bool>(
        "SELECT count(*) = @count AND bool_and(state = 'delivered') FROM deliveries WHERE subscription_id = @id", new { id = Guid.Parse(subscriber.Id), count });

    private static DueDelivery Due(long id, int attempts) => new()
    {
        Id = id,
        Attempts = attempts,
        AttemptsBefore = 0,
        GiveUpAt = DateTime.UtcNow.AddDays(1),
        SubscriptionId = Guid.Empty,
        Kind = SubscriptionKinds.Webhook,
        Url = "",
        EventId = Guid.Empty,
        Type = "test",
        OccurredAt = DateTime.UtcNow,
        Data = "{}",
    };
}
