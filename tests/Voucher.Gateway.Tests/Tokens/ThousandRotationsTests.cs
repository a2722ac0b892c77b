using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using StackExchange.Redis;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;
using Xunit.Abstractions;

namespace Voucher.Gateway.Tests.Tokens;

/// <summary>
/// A token is rotated a thousand times, each time while clients use it through two gateways and the second gateway misses its entry: that is
/// deleted at the moment of the rotation, again and again, each time followed by a request.
/// </summary>
public sealed class ThousandRotationsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Rotations = 1_000;
    private const int ClientsPerGateway = 2;

    private OwnRedis redis = null!;
    private ConnectionMultiplexer multiplexer = null!;
    private Platform platform = null!;

    public async Task InitializeAsync()
    {
        redis = await Stores.StartRedisAsync();
        multiplexer = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        platform = await Platform.StartAsync(new PlatformOptions { Gateways = 2, Redis = redis.ConnectionString });
    }

    public async Task DisposeAsync()
    {
        await platform.DisposeAsync();
        await multiplexer.CloseAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task After_each_of_a_thousand_rotations_the_next_request_with_the_old_token_is_refused_and_with_the_new_one_taken()
    {
        var token = await platform.IssueAsync();
        var accepted = new ConcurrentQueue<string>();
        var (before, missed) = (0, 0);
        for (var round = 0; round < Rotations; round++)
        {
            foreach (var client in platform.Clients)
                Assert.Equal(HttpStatusCode.OK, await client.StatusAsync(token.Text));
            var load = new Load(token.Text, clients: 2 * ClientsPerGateway);
            var asking = platform.Clients.SelectMany(client => Enumerable.Range(0, ClientsPerGateway).Select(_ => load.AskAsync(client))).ToList();
            await load.UnderWay;
            asking.Add(load.MissAsync(platform.Clients[1], multiplexer.GetDatabase()));
            await load.Missing;

            var successor = await platform.RotateAsync(token);
            load.Answered();

            var refused = await Task.WhenAll(platform.Clients.Select(client => client.StatusAsync(token.Text)));
            var taken = await Task.WhenAll(platform.Clients.Select(client => client.StatusAsync(successor.Text)));
            await Task.WhenAll(asking);
            Assert.All(refused, status => Assert.Equal(HttpStatusCode.Unauthorized, status));
            Assert.All(taken, status => Assert.Equal(HttpStatusCode.OK, status));
            foreach (var fault in load.Faults)
                accepted.Enqueue($"rotation {round}: {fault}");
            before += load.AcceptedBefore;
            missed += load.Missed;
            token = successor;
        }

        Assert.Empty(accepted);
        output.WriteLine($"{Rotations} rotations; {before} requests accepted before the answer, {missed} entries deleted under way.");
        Assert.InRange(before, Rotations * 2 * ClientsPerGateway, int.MaxValue);
        Assert.InRange(missed, Rotations, int.MaxValue);
    }

    /// <summary>Clients of one token from before its rotation until a little after.</summary>
    private sealed class Load(string token, int clients)
    {
        private const int RequestsAfterwards = 2;

        private readonly RedisKey entry = ResolvedTokenEntry.KeyOfToken(token);
        private readonly ConcurrentQueue<string> faults = new();
        private readonly TaskCompletionSource underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource missing = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int idle = clients;
        private long answered = long.MaxValue;
        private int acceptedBefore;
        private int missed;

        /// <summary>Answers that ought not to be.</summary>
        public IEnumerable<string> Faults => faults;

        /// <summary>Every client has had an answer, and goes on asking.</summary>
        public Task UnderWay => underWay.Task;

        /// <summary>The entry has been deleted, and a request is on its way to find that out.</summary>
        public Task Missing => missing.Task;

        public int AcceptedBefore => acceptedBefore;

        public int Missed => missed;

        /// <summary>The rotation's answer is there.</summary>
        public void Answered() => Volatile.Write(ref answered, Stopwatch.GetTimestamp());

        public async Task AskAsync(HttpClient gateway)
        {
            await AskOnceAsync(gateway);
            if (Interlocked.Decrement(ref idle) == 0)
                underWay.SetResult();
            for (var afterwards = 0; afterwards < RequestsAfterwards;)
            {
                if (await AskOnceAsync(gateway))
                    afterwards++;
            }
        }

        /// <summary>Deletes the token's entry before each request, so that the gateway has to ask Auth, at the moment of the rotation too.</summary>
        public async Task MissAsync(HttpClient gateway, IDatabase redis)
        {
            for (var afterwards = 0; afterwards < RequestsAfterwards;)
            {
                if (await redis.KeyDeleteAsync(entry))
                    Interlocked.Increment(ref missed);
                var asking = AskOnceAsync(gateway);
                missing.TrySetResult();
                if (await asking)
                    afterwards++;
            }
        }

        /// <summary>Whether the request began after the rotation's answer.</summary>
        private async Task<bool> AskOnceAsync(HttpClient gateway)
        {
            var began = Stopwatch.GetTimestamp();
            var status = await gateway.StatusAsync(token);
            var isAfter = began > Volatile.Read(ref answered);
            if (status == HttpStatusCode.OK && !isAfter)
                Interlocked.Increment(ref acceptedBefore);
            else if (status != HttpStatusCode.Unauthorized)
                faults.Enqueue($"{status}, begun {Stopwatch.GetElapsedTime(Volatile.Read(ref answered), began).TotalMilliseconds} ms after the answer");
            return isAfter;
        }
    }
}
