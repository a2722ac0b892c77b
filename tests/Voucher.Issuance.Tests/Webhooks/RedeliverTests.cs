using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Deliveries are parked in the end, listed, and sent again; secrets change over.</summary>
public sealed class RedeliverTests(Telling fixture) : IClassFixture<Telling>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task What_fails_for_a_day_is_parked_and_sent_when_its_owner_says_so()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Always(500));
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var id = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(id, one => one.ErrorOf() is not null);
        await subscriber.PostAsync($"deliveries/{id}/redeliver", HttpStatusCode.Conflict);
        await AgeAsync(id);

        var parked = await subscriber.DeliveryInAsync(id, "parked");
        Assert.Equal(("status", JsonValueKind.Null), (parked.ErrorOf(), parked.GetProperty("next_attempt_at").ValueKind));
        var attempts = receiver.Received.Count;
        receiver.Answer = Receiver.Always(200);
        var again = await subscriber.PostAsync($"deliveries/{id}/redeliver");
        Assert.InRange(again.GetProperty("give_up_at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(23.9), DateTimeOffset.UtcNow.AddHours(24.1));
        var delivered = await subscriber.DeliveryInAsync(id, "delivered");
        Assert.Equal(attempts + 1, delivered.AttemptsOf());

        await subscriber.PostAsync($"deliveries/{id}/redeliver");
        await receiver.WaitForAsync(attempts + 2);
        Assert.Single(receiver.Received.Select(got => got.Id).Distinct());
    }

    [Fact]
    public async Task All_that_was_parked_since_a_time_is_sent_again_at_once()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Always(500));
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var ids = new List<long>();
        for (var i = 0; i < 5; i++)
            ids.Add(await subscriber.TestAsync());
        await using (var connection = await service.Database.OpenConnectionAsync())
        {
            await connection.ExecuteAsync(
                "UPDATE events SET occurred_at = now() - interval '3 days' FROM deliveries WHERE events.id = deliveries.event_id AND deliveries.id = ANY (@old)", new { old = ids.Take(2).ToArray() });
        }
        foreach (var id in ids)
        {
            await AgeAsync(id);
            await subscriber.DeliveryInAsync(id, "parked");
        }
        receiver.Answer = Receiver.Always(200);
        receiver.Received.Clear();

        var since = DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await subscriber.PostAsync($"{subscriber.Id}/redeliver", HttpStatusCode.BadRequest, new { });
        await subscriber.PostAsync($"{subscriber.Id}/redeliver", HttpStatusCode.BadRequest, new { state = "delivered" });
        Assert.Equal(3, (await subscriber.PostAsync($"{subscriber.Id}/redeliver", body: new { state = "parked", since })).GetProperty("count").GetInt32());
        foreach (var id in ids.Skip(2))
            await subscriber.DeliveryInAsync(id, "delivered");
        Assert.Equal(ids.Take(2).Reverse(), await ListAsync(subscriber, "?state=parked&limit=1"));
        Assert.Equal(2, (await subscriber.PostAsync($"{subscriber.Id}/redeliver", body: new { state = "parked" })).GetProperty("count").GetInt32());
        Assert.Equal(0, (await subscriber.PostAsync($"{subscriber.Id}/redeliver", body: new { state = "parked" })).GetProperty("count").GetInt32());
        await receiver.WaitForAsync(5);
        Assert.Equal(5, receiver.Received.Select(got => got.Id).Distinct().Count());
        Assert.Equal(ids.AsEnumerable().Reverse(), await ListAsync(subscriber, "?type=test&limit=2"));
        Assert.Empty(await ListAsync(subscriber, "?type=voucher_issued"));
    }

    [Fact]
    public async Task What_is_deleted_with_its_subscription_is_sent_no_more()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Always(500));
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var id = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(id, one => one.ErrorOf() is not null);
        using var deleted = await subscriber.Client.DeleteAsync($"{Subscriber.Path}/{subscriber.Id}");
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM deliveries WHERE id = @id", new { id }));
        Assert.Equal(HttpStatusCode.NotFound, (await subscriber.Client.GetAsync($"{Subscriber.Path}/deliveries/{id}")).StatusCode);
    }

    [Fact]
    public async Task While_secrets_change_over_both_sign_and_then_only_the_new_one()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        async Task<Received> NextAsync()
        {
            receiver.Received.Clear();
            await subscriber.TestAsync();
            return (await receiver.WaitForAsync(1))[0];
        }

        var rotated = await subscriber.PostAsync($"{subscriber.Id}/rotate-secret", HttpStatusCode.OK);
        var secret = rotated.GetProperty("secret").GetString()!;
        Assert.NotEqual(subscriber.Secret, secret);
        Assert.InRange(rotated.GetProperty("previous_secret_until").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddHours(23.9), DateTimeOffset.UtcNow.AddHours(24.1));
        var both = await NextAsync();
        Assert.True(both.IsSignedWith(secret) && both.IsSignedWith(subscriber.Secret));
        Assert.Equal(2, both.Headers["webhook-signature"].Split(' ').Length);

        await using (var connection = await service.Database.OpenConnectionAsync())
            await connection.ExecuteAsync("UPDATE subscriptions SET previous_secret_until = now() WHERE id = @id", new { id = Guid.Parse(subscriber.Id) });
        var one = await NextAsync();
        Assert.True(one.IsSignedWith(secret) && !one.IsSignedWith(subscriber.Secret));

        var third = (await subscriber.PostAsync($"{subscriber.Id}/rotate-secret", HttpStatusCode.OK, new { overlap_seconds = 0 })).GetProperty("secret").GetString()!;
        var last = await NextAsync();
        Assert.True(last.IsSignedWith(third) && !last.IsSignedWith(secret));
        await subscriber.PostAsync($"{subscriber.Id}/rotate-secret", HttpStatusCode.BadRequest, new { overlap_seconds = 604_801 });
    }

    /// <summary>Makes a delivery as old as one that is given up, and its next attempt the last.</summary>
    private async Task AgeAsync(long id)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync("UPDATE deliveries SET give_up_at = now() - interval '1 second' WHERE id = @id", new { id });
    }

    private static async Task<IReadOnlyList<long>> ListAsync(Subscriber subscriber, string query)
    {
        var seen = new List<long>();
        for (var next = query; next is not null;)
        {
            var page = await subscriber.Client.GetFromJsonAsync<JsonElement>($"{Subscriber.Path}/{subscriber.Id}/deliveries{next}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetInt64()));
            next = page.GetProperty("next_cursor").GetString() is { } cursor ? $"{query}&cursor={cursor}" : null;
        }
        return seen;
    }
}
