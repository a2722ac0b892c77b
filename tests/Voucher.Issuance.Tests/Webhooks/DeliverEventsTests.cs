using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Webhooks;

/// <summary>Whatever a receiver does, it gets what the contract says.</summary>
public sealed class DeliverEventsTests(Telling fixture) : IClassFixture<Telling>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task A_receiver_that_checks_signatures_gets_a_test_event_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, $"{receiver.Address}/vouchers?of=us");

        var id = await subscriber.TestAsync();
        var got = Assert.Single(await receiver.WaitForAsync(1));
        var delivery = await subscriber.DeliveryInAsync(id, "delivered");

        Assert.True(got.IsSignedWith(subscriber.Secret));
        Assert.InRange(DateTimeOffset.UtcNow - got.SentAt, TimeSpan.FromSeconds(-1), TimeSpan.FromSeconds(20));
        Assert.Equal(("/vouchers", "application/json"), (got.Path, got.Headers["content-type"]));
        Assert.Matches("^evt_[0-9a-f]{32}$", got.Id);
        Assert.DoesNotContain("traceparent", got.Headers.Keys);
        Assert.Equal("test", got.Json.GetProperty("type").GetString());
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", got.Json.GetProperty("timestamp").GetString());
        Assert.Equal($$"""{"subscription_id":"{{subscriber.Id}}"}""", got.Json.GetProperty("data").GetRawText());
        Assert.Equal((1, 204, null, got.Id), (delivery.AttemptsOf(), delivery.GetProperty("last_status").GetInt32(), delivery.ErrorOf(), delivery.GetProperty("message_id").GetString()));
    }

    [Fact]
    public async Task One_that_fails_is_asked_again_with_the_same_id_and_a_new_signature()
    {
        await using var receiver = await Receiver.StartAsync((context, number) => Receiver.Always(number < 3 ? 500 : 200)(context, number));
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);

        var id = await subscriber.TestAsync();
        var delivery = await subscriber.DeliveryInAsync(id, "delivered");

        Assert.Equal((3, 200, null), (delivery.AttemptsOf(), delivery.GetProperty("last_status").GetInt32(), delivery.ErrorOf()));
        Assert.Single(receiver.Received.Select(got => got.Id).Distinct());
        Assert.Single(receiver.Received.Select(got => JsonSerializer.Serialize(got.Json)).Distinct());
        Assert.All(receiver.Received, got => Assert.True(got.IsSignedWith(subscriber.Secret)));
    }

    [Theory]
    [InlineData("hang", "timeout", null)]
    [InlineData("reset", "no_answer", null)]
    [InlineData("redirect", "redirect", 302)]
    [InlineData("fail", "status", 500)]
    [InlineData("refuse", "status", 404)]
    public async Task One_that_does_not_answer_2xx_has_not_got_it(string behaviour, string error, int? status)
    {
        await using var elsewhere = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync((context, number) => behaviour switch
        {
            "hang" => Receiver.HangAsync(context, number),
            "reset" => Abort(context),
            "redirect" => Redirect(context, elsewhere.Address),
            "fail" => Receiver.Always(500)(context, number),
            _ => Receiver.Always(404)(context, number),
        });
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);

        var id = await subscriber.TestAsync();
        var delivery = await subscriber.DeliveryAsync(id, one => one.ErrorOf() is not null);

        Assert.Equal((error, status, "pending"), (delivery.ErrorOf(), delivery.GetProperty("last_status").Deserialize<int?>(), delivery.StateOf()));
        await receiver.WaitForAsync(2);
        receiver.Answer = Receiver.Always(200);
        await subscriber.DeliveryInAsync(id, "delivered");
        Assert.Empty(elsewhere.Received);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "not_connected")]
    [InlineData("https://127.0.0.1:1/", "not_connected")]
    [InlineData("http://no-such-host.invalid/", "unknown_host")]
    public async Task One_that_is_not_there_is_told_so(string url, string error)
    {
        using var subscriber = await Subscriber.AddAsync(service, url);
        var id = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(id, one => one.ErrorOf() == error);
    }

    [Fact]
    public async Task One_without_TLS_behind_https_is_told_so()
    {
        await using var receiver = await Receiver.StartAsync();
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address.Replace("http://", "https://", StringComparison.Ordinal));
        var id = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(id, one => one.ErrorOf() == "tls");
        Assert.Empty(receiver.Received);
    }

    [Fact]
    public async Task One_that_answers_slowly_but_in_time_has_got_it_once()
    {
        await using var receiver = await Receiver.StartAsync(async (context, _) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(0.7), context.RequestAborted);
            await context.Response.WriteAsync("thanks");
        });
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var delivery = await subscriber.DeliveryInAsync(await subscriber.TestAsync(), "delivered");
        Assert.Equal(1, delivery.AttemptsOf());
    }

    [Fact]
    public async Task One_that_answers_without_end_costs_no_more_than_its_status()
    {
        await using var receiver = await Receiver.StartAsync(async (context, _) =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.WriteAsync(new string('x', 4096));
        });
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var delivery = await subscriber.DeliveryInAsync(await subscriber.TestAsync(), "delivered");
        Assert.Equal(1, delivery.AttemptsOf());
    }

    [Fact]
    public async Task One_that_is_gone_is_disabled_and_what_waits_is_sent_once_it_is_active_again()
    {
        await using var receiver = await Receiver.StartAsync(Receiver.Always(410));
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var id = await subscriber.TestAsync();
        await Eventually.HoldsAsync(() => subscriber.Client.GetFromJsonAsync<JsonElement>($"{Subscriber.Path}/{subscriber.Id}"), one => one.StateOf() == "disabled");

        var disabled = await subscriber.Client.GetFromJsonAsync<JsonElement>($"{Subscriber.Path}/{subscriber.Id}");
        Assert.Equal(("The receiver answered 410 Gone.", 2), (disabled.GetProperty("disabled_reason").GetString(), disabled.GetProperty("revision").GetInt32()));
        await subscriber.PostAsync($"{subscriber.Id}/test", HttpStatusCode.Conflict);
        receiver.Answer = Receiver.Always(200);
        using var change = new HttpRequestMessage(HttpMethod.Patch, $"{Subscriber.Path}/{subscriber.Id}") { Content = JsonContent.Create(new { state = "active" }) };
        change.Headers.TryAddWithoutValidation("If-Match", "\"2\"");
        using var changed = await subscriber.Client.SendAsync(change);
        var active = await changed.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.OK, "active", null), (changed.StatusCode, active.StateOf(), active.GetProperty("disabled_reason").GetString()));
        Assert.Equal(2, (await subscriber.DeliveryInAsync(id, "delivered")).AttemptsOf());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task One_that_asks_for_quiet_is_left_alone(int status)
    {
        await using var receiver = await Receiver.StartAsync((context, number) =>
        {
            context.Response.Headers.RetryAfter = number == 1 ? "2" : "3600";
            return Receiver.Always(status)(context, number);
        });
        using var subscriber = await Subscriber.AddAsync(service, receiver.Address);
        var first = await subscriber.TestAsync();
        await subscriber.DeliveryAsync(first, one => one.ErrorOf() == "status");
        var second = await subscriber.TestAsync();

        var got = await receiver.WaitForAsync(2);
        Assert.InRange(got[1].SentAt - got[0].SentAt, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));
        var waits = await subscriber.DeliveryAsync(second, one => one.ErrorOf() == "status");
        Assert.InRange(waits.GetProperty("next_attempt_at").GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.Equal(1, (await subscriber.DeliveryAsync(first)).AttemptsOf());
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static Task Redirect(HttpContext context, string address)
    {
        context.Response.Redirect(address);
        return Task.CompletedTask;
    }
}
