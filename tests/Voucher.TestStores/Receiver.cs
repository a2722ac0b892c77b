using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Voucher.TestStores;

/// <summary>What a receiver got.</summary>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Id => Headers["webhook-id"];

    public JsonElement Json => JsonElement.Parse(Body);

    /// <summary>Whether one of the signatures is right, as Standard Webhooks has a receiver check it.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var signed = Encoding.UTF8.GetBytes($"{Id}.{Headers["webhook-timestamp"]}.").Concat(Body).ToArray();
        var expected = Convert.ToBase64String(HMACSHA256.HashData(key, signed));
        return Headers["webhook-signature"].Split(' ').Contains($"v1,{expected}");
    }

    /// <summary>When the attempt was made.</summary>
    public DateTimeOffset SentAt => DateTimeOffset.FromUnixTimeSeconds(long.Parse(Headers["webhook-timestamp"], CultureInfo.InvariantCulture));
}

/// <summary>Somebody whom events are told: does what a test says, by default answers 204.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication application;
    private int atATime;

    private Receiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.Run(HandleAsync);
    }

    public string Address => application.Urls.Single();

    public ConcurrentQueue<Received> Received { get; } = new();

    /// <summary>How many attempts it had at a time at most.</summary>
    public int MostAtATime { get; private set; }

    /// <summary>What it does with the nth attempt, from 1, after it has read it.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (context, _) =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task>? answer = null)
    {
        var receiver = new Receiver();
        if (answer is not null)
            receiver.Answer = answer;
        await receiver.application.StartAsync();
        return receiver;
    }

    /// <summary>Answers with a status.</summary>
    public static Func<HttpContext, int, Task> Always(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    /// <summary>Gives no answer until the caller gives up.</summary>
    public static async Task HangAsync(HttpContext context, int number) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    /// <summary>Waits until it has got so much.</summary>
    public async Task<IReadOnlyList<Received>> WaitForAsync(int count, TimeSpan? within = null)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(Received.Count), got => got >= count, within);
        return [.. Received];
    }

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        int number;
        lock (Received)
        {
            Received.Enqueue(new Received(
                context.Request.Path, context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body.ToArray()));
            number = Received.Count;
            MostAtATime = Math.Max(MostAtATime, ++atATime);
        }
        try
        {
            await Answer(context, number);
        }
        finally
        {
            lock (Received)
                atATime--;
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
