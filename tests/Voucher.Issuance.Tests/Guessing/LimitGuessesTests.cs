using System.Diagnostics;
using System.Net;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Guessing;

public sealed class LimitGuessesTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    private static string NewParty() => $"P-{Guid.NewGuid():N}";

    /// <summary>An address that no other test has: those of documentation are too few.</summary>
    private static string NewAddress() => $"2001:db8:{Random.Shared.Next(0x10000):x}:{Random.Shared.Next(0x10000):x}::1";

    private Task<LookUpHost> StartAsync(params (string Key, string Value)[] settings) => LookUpHost.StartAsync(service, settings: settings);

    [Fact]
    public async Task After_too_many_misses_a_party_is_refused_before_its_look_up_also_what_it_would_find_and_from_elsewhere()
    {
        await using var host = await StartAsync(("MissesOfPrincipal", "3"));
        var (party, address) = (NewParty(), NewAddress());
        for (var miss = 0; miss < 3; miss++)
        {
            Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(party, "good", address));
            Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(party, $"bad-{miss}", address));
        }
        var handled = host.Handled;

        using var refused = await host.LookUpAsync(party, "good", address);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("""{"message":"too many requests"}""", await refused.Content.ReadAsStringAsync());
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 590, 600);
        Assert.Equal(HttpStatusCode.TooManyRequests, await host.StatusAsync(party, "good", NewAddress()));
        Assert.Equal(handled, host.Handled);
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(NewParty(), "good", address));
    }

    [Fact]
    public async Task After_too_many_misses_an_address_is_refused_whatever_token_it_shows()
    {
        await using var host = await StartAsync(("MissesOfAddress", "4"), ("MissesOfPrincipal", "3"));
        var (party, address) = (NewParty(), NewAddress());
        for (var miss = 0; miss < 4; miss++)
            Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(miss < 2 ? party : NewParty(), "bad", address));

        Assert.Equal(HttpStatusCode.TooManyRequests, await host.StatusAsync(NewParty(), "good", address));
        Assert.Equal(HttpStatusCode.TooManyRequests, await host.StatusAsync(null, "good", address));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(party, "good", NewAddress()));
    }

    [Fact]
    public async Task Addresses_of_one_network_of_IPv6_count_as_one_and_whatever_a_client_put_before_the_gateways_counts_for_nothing()
    {
        await using var host = await StartAsync(("MissesOfAddress", "2"));
        var network = NewAddress()[..^1];
        Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(NewParty(), "bad", $"{network}1"));
        Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(NewParty(), "bad", $"198.51.100.77, {network}2:3"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await host.StatusAsync(NewParty(), "good", $"{network}9:9:9"));
    }

    [Fact]
    public async Task Without_a_token_the_address_alone_counts()
    {
        await using var host = await StartAsync(("MissesOfAddress", "2"), ("MissesOfPrincipal", "1"));
        var address = NewAddress();
        Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(null, "bad", address));
        Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(null, "bad", address));
        Assert.Equal(HttpStatusCode.TooManyRequests, await host.StatusAsync(null, "good", address));
        Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(null, "good", NewAddress()));
    }

    [Fact]
    public async Task The_refusal_ends_with_the_window_that_began_with_the_first_miss()
    {
        await using var host = await StartAsync(("MissesOfPrincipal", "1"), ("Window", "00:00:02"));
        var (party, address) = (NewParty(), NewAddress());
        Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(party, "bad", address));
        var missed = Stopwatch.GetTimestamp();
        Assert.Equal(HttpStatusCode.TooManyRequests, await host.StatusAsync(party, "good", address));

        await Eventually.IsTrueAsync(async () => await host.StatusAsync(party, "good", address) == HttpStatusCode.OK);

        Assert.InRange(Stopwatch.GetElapsedTime(missed).TotalSeconds, 1.5, 10);
    }

    [Fact]
    public async Task All_processes_count_together()
    {
        await using var one = await StartAsync(("MissesOfPrincipal", "2"));
        await using var other = await StartAsync(("MissesOfPrincipal", "2"));
        var (party, address) = (NewParty(), NewAddress());
        Assert.Equal(HttpStatusCode.NotFound, await one.StatusAsync(party, "bad", address));
        Assert.Equal(HttpStatusCode.NotFound, await other.StatusAsync(party, "bad", address));
        Assert.Equal(HttpStatusCode.TooManyRequests, await one.StatusAsync(party, "good", address));
        Assert.Equal(HttpStatusCode.TooManyRequests, await other.StatusAsync(party, "good", address));
    }

    [Fact]
    public async Task A_burst_of_guesses_is_not_through_before_the_first_has_counted()
    {
        await using var host = await StartAsync(("MissesOfPrincipal", "5"), ("LookUpsAtATime", "5"), ("MissesOfAddress", "1000"));
        var (party, address) = (NewParty(), NewAddress());

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(guess => host.StatusAsync(party, $"guess-{guess}", address)));

        // The last of those that are let in together may find out together.
        Assert.InRange(host.Handled, 5, 9);
        Assert.Equal(host.Handled, answers.Count(status => status == HttpStatusCode.NotFound));
        Assert.Equal(200 - host.Handled, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Misses_take_the_same_time_however_long_the_look_up_took_and_hits_do_not_wait()
    {
        await using var host = await StartAsync(("MissTakes", "00:00:00.4"), ("MissesOfPrincipal", "1000"), ("MissesOfAddress", "1000"));
        var (party, address) = (NewParty(), NewAddress());
        await TimeAsync("bad");
        var quick = await TimeAsync("unknown");
        host.Work = () => Task.Delay(150);
        var slow = await TimeAsync("somebody-elses");
        host.Work = () => Task.CompletedTask;
        var hit = await TimeAsync("good");

        Assert.InRange(quick.TotalMilliseconds, 395, 1_000);
        Assert.InRange(slow.TotalMilliseconds, 395, 1_000);
        Assert.InRange((slow - quick).Duration().TotalMilliseconds, 0, 120);
        Assert.InRange(hit.TotalMilliseconds, 0, 390);

        async Task<TimeSpan> TimeAsync(string code)
        {
            var started = Stopwatch.GetTimestamp();
            await host.StatusAsync(party, code, address);
            return Stopwatch.GetElapsedTime(started);
        }
    }

    [Fact]
    public async Task While_Redis_is_away_look_ups_go_on_and_afterwards_misses_count_again()
    {
        await using var redis = await Stores.StartRedisAsync();
        await using var host = await LookUpHost.StartAsync(service, redis.ConnectionString, ("MissesOfPrincipal", "1"));
        var (party, address) = (NewParty(), NewAddress());
        await redis.StopAsync();
        for (var miss = 0; miss < 3; miss++)
        {
            Assert.Equal(HttpStatusCode.NotFound, await host.StatusAsync(party, "bad", address));
            Assert.Equal(HttpStatusCode.OK, await host.StatusAsync(party, "good", address));
        }
        await redis.StartAsync();

        await Eventually.IsTrueAsync(async () => await host.StatusAsync(party, "bad", address) == HttpStatusCode.TooManyRequests);
    }
}
