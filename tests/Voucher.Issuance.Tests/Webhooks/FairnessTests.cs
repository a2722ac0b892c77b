using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Receivers are nothing to one another.</summary>
public sealed class FairnessTests(Telling fixture) : IClassFixture<Telling>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task Receivers_that_hang_or_fail_slow_no_other()
    {
        await using var hanging = await Receiver.StartAsync(Receiver.HangAsync);
        await using var failing = await Receiver.StartAsync(Receiver.Always(500));
        await using var good = await Receiver.StartAsync();
        using var one = await Subscriber.AddAsync(service, hanging.Address);
        await Subscriber.SubscribeAsync(one.Client, failing.Address);
        await Subscriber.SubscribeAsync(one.Client, "http://127.0.0.1:1/");
        await Subscriber.SubscribeAsync(one.Client, good.Address);
        var campaign = await one.AddCampaignAsync(codes: 0);

        await one.WriteEventsAsync(campaign, 1_000);
        var got = await good.WaitForAsync(1_000, TimeSpan.FromSeconds(15));

        Assert.Equal(1_000, got.Select(message => message.Id).Distinct().Count());
        Assert.InRange(hanging.Received.Count, 1, 40);
        Assert.InRange(hanging.MostAtATime, 1, 4);
        Assert.InRange(good.MostAtATime, 1, 4);
    }

    [Fact]
    public async Task One_that_has_failed_is_tried_one_by_one_until_it_answers()
    {
        var isWell = false;
        await using var receiver = await Receiver.StartAsync(async (context, number) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(30));
            context.Response.StatusCode = isWell ? 200 : 500;
        });
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        await subscriber.DeliveryAsync(await subscriber.TestAsync(), one => one.ErrorOf() is not null);
        var campaign = await subscriber.AddCampaignAsync(codes: 0);
        await subscriber.WriteEventsAsync(campaign, 60);
        await receiver.WaitForAsync(20);
        Assert.Equal(1, receiver.MostAtATime);

        isWell = true;
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
            "SELECT count(*) = 61 AND bool_and(state = 'delivered') FROM deliveries WHERE subscription_id = @id", new { id = Guid.Parse(subscriber.Id) }));
        Assert.InRange(receiver.MostAtATime, 2, 4);
    }
}
