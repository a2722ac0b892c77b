using Dapper;
using Voucher.Issuance.Webhooks;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>What is old enough goes; what is not told yet stays.</summary>
public sealed class SweepEventsTests(Telling fixture) : IClassFixture<Telling>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task Told_events_are_kept_for_their_time_and_waiting_ones_until_they_are_told()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        using var dead = await Subscriber.AddAsync(service, "http://127.0.0.1:1/");
        var (old, recent, waiting) = (await subscriber.TestAsync(), await subscriber.TestAsync(), await dead.TestAsync());
        await subscriber.DeliveryInAsync(old, "delivered");
        await subscriber.DeliveryInAsync(recent, "delivered");
        await ExecuteAsync("UPDATE deliveries SET ended_at = now() - interval '31 days' WHERE id = @old", new { old });
        await ExecuteAsync("UPDATE deliveries SET ended_at = now() - interval '29 days' WHERE id = @recent", new { recent });
        var ids = new[] { old, recent, waiting };
        var events = await service.ReadAsync<Guid[]>("SELECT array_agg(event_id) FROM deliveries WHERE id = ANY (@ids)", new { ids });
        await ExecuteAsync("UPDATE events SET spread_at = now() - interval '31 days' WHERE id = ANY (@events)", new { events });

        await service.Get<SweepEvents>().RunOnceAsync(default);

        Assert.Equal([recent, waiting], await service.ReadAsync<long[]>("SELECT array_agg(id ORDER BY id) FROM deliveries WHERE id = ANY (@ids)", new { ids }));
        Assert.Equal(2, await service.ReadAsync<int>("SELECT count(*) FROM events WHERE id = ANY (@events)", new { events }));
    }

    [Fact]
    public async Task What_waits_for_a_disabled_subscription_is_parked_when_its_time_is_over()
    {
        using var subscriber = await Subscriber.AddAsync(service, "http://127.0.0.1:1/");
        var id = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(id, one => one.ErrorOf() is not null);
        await ExecuteAsync("UPDATE subscriptions SET state = 'disabled' WHERE id = @id", new { id = Guid.Parse(subscriber.Id) });
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>("SELECT next_attempt_at <= now() FROM deliveries WHERE id = @id", new { id }));

        await service.Get<SweepEvents>().RunOnceAsync(default);
        Assert.Equal("pending", (await subscriber.DeliveryAsync(id)).StateOf());
        await ExecuteAsync("UPDATE deliveries SET give_up_at = now() WHERE id = @id", new { id });
        await service.Get<SweepEvents>().RunOnceAsync(default);
        Assert.Equal("parked", (await subscriber.DeliveryAsync(id)).StateOf());
    }

    private async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }
}
