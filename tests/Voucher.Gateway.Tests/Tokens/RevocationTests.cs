using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StackExchange.Redis;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Gateway.Tests.Tokens;

/// <summary>Invariant 6: once the revoke or rotate call has answered, no gateway accepts the old token.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private const int Rounds = 15;
    private const int ClientsPerGateway = 8;

    private OwnRedis redis = null!;
    private ConnectionMultiplexer multiplexer = null!;
    private Platform platform = null!;

    public async Task InitializeAsync()
    {
        redis = await Stores.StartRedisAsync();
        multiplexer = await ConnectionMultiplexer.ConnectAsync($"{redis.ConnectionString},allowAdmin=true,abortConnect=false");
        platform = await Platform.StartAsync(new PlatformOptions
        {
            Gateways = 2,
            Redis = redis.ConnectionString,
            Settings = new Dictionary<string, string> { ["TokenEntries:EntryLife"] = "00:00:03", ["TokenEntries:Margin"] = "00:00:01" },
        });
    }

    public async Task DisposeAsync()
    {
        await platform.DisposeAsync();
        await multiplexer.CloseAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public Task A_revoked_token_is_refused_by_the_very_next_request() => NobodyAcceptsAfterAsync(Kill.Revoke, Disturbance.None);

    [Fact]
    public Task A_rotated_token_is_refused_by_the_very_next_request() => NobodyAcceptsAfterAsync(Kill.Rotate, Disturbance.None);

    [Fact]
    public Task A_revoked_token_is_refused_while_its_entry_is_missed_all_the_time() => NobodyAcceptsAfterAsync(Kill.Revoke, Disturbance.Misses);

    [Fact]
    public Task A_rotated_token_is_refused_while_its_entry_is_missed_all_the_time() => NobodyAcceptsAfterAsync(Kill.Rotate, Disturbance.Misses);

    [Fact]
    public Task A_revoked_token_is_refused_while_redis_is_wiped_all_the_time() => NobodyAcceptsAfterAsync(Kill.Revoke, Disturbance.Wipes);

    [Fact]
    public async Task Without_redis_tokens_work_and_a_revocation_holds_once_it_has_answered()
    {
        var token = await platform.IssueAsync();
        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync(token.Text));
        await redis.StopAsync();

        foreach (var client in platform.Clients)
            Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(token.Text));
        var started = Stopwatch.GetTimestamp();
        await platform.RevokeAsync(token);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(10));
        foreach (var client in platform.Clients)
            Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusAsync(token.Text));

        await redis.StartAsync();
        foreach (var client in platform.Clients)
            Assert.Equal(HttpStatusCode.Unauthorized, await client.StatusAsync(token.Text));
    }

    private async Task NobodyAcceptsAfterAsync(Kill kill, Disturbance disturbance)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var token = await platform.IssueAsync();
            var observations = new ConcurrentQueue<Observation>();
            using var disturbing = new CancellationTokenSource();
            using var asking = new CancellationTokenSource();
            var disturber = DisturbAsync(disturbance, ResolvedTokenEntry.KeyOfToken(token.Text), disturbing.Token);
            var clients = platform.Clients.SelectMany(client => Enumerable.Repeat(client, ClientsPerGateway))
                .Select(client => AskAsync(client, token.Text, observations, asking.Token)).ToList();
            await Eventually.IsTrueAsync(() => Task.FromResult(observations.Count >= 10 * ClientsPerGateway));

            if (kill == Kill.Revoke)
                await platform.RevokeAsync(token);
            else
                await platform.RotateAsync(token);
            var answered = Stopwatch.GetTimestamp();

            await Eventually.IsTrueAsync(() => Task.FromResult(observations.Count(seen => seen.Began > answered) >= 10 * ClientsPerGateway));
            await asking.CancelAsync();
            await disturbing.CancelAsync();
            await Task.WhenAll([.. clients, disturber]);

            Assert.Contains(observations, seen => seen.Status == HttpStatusCode.OK);
            Assert.All(observations, seen => Assert.True(
                seen.Status == HttpStatusCode.Unauthorized || (seen.Status == HttpStatusCode.OK && seen.Began < answered),
                $"round {round}: {seen.Status}, begun {Stopwatch.GetElapsedTime(answered, seen.Began).TotalMilliseconds} ms after the answer"));
        }
    }

    private static async Task AskAsync(HttpClient client, string token, ConcurrentQueue<Observation> observations, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            observations.Enqueue(new Observation(began, await client.StatusAsync(token)));
        }
    }

    /// <summary>Makes the gateways miss, at every moment of the revocation too.</summary>
    private async Task DisturbAsync(Disturbance disturbance, string key, CancellationToken stop)
    {
        while (disturbance != Disturbance.None && !stop.IsCancellationRequested)
        {
            if (disturbance == Disturbance.Wipes)
                await multiplexer.GetDatabase().ExecuteAsync("FLUSHALL");
            else
                await multiplexer.GetDatabase().KeyDeleteAsync(key);
        }
    }

    private enum Kill
    {
        Revoke,
        Rotate,
    }

    private enum Disturbance
    {
        None,
        Misses,
        Wipes,
    }

    /// <summary>What one request was answered, and when it began.</summary>
    private sealed record Observation(long Began, HttpStatusCode Status);
}
