using Microsoft.Extensions.DependencyInjection;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Tokens;

/// <summary>What a resolver writes late, step by step; the whole of it under load is in the gateway's tests.</summary>
public sealed class TokenEntriesTests : IAsyncLifetime
{
    private const string Jwt = "a.live.token";

    private readonly byte[] hash = PartnerToken.HashOf(PartnerToken.Generate());
    private OwnRedis redis = null!;
    private AuthService auth = null!;

    private string Key => ResolvedTokenEntry.KeyOf(hash);

    private TokenEntries Entries => auth.Services.GetRequiredService<TokenEntries>();

    private static DateTimeOffset InAMinute => DateTimeOffset.UtcNow.AddMinutes(1);

    public async Task InitializeAsync()
    {
        redis = await Stores.StartRedisAsync();
        auth = await AuthService.StartAsync(redis: redis.ConnectionString);
    }

    public async Task DisposeAsync()
    {
        await auth.DisposeAsync();
        await redis.DisposeAsync();
    }

    [Fact]
    public async Task A_fill_takes_the_place_of_its_own_mark()
    {
        var mark = await Entries.ReserveAsync(Key);
        await Entries.FillAsync(Key, mark!, Jwt, InAMinute);

        Assert.Equal(Jwt, (string?)await auth.Redis.StringGetAsync(Key));
    }

    [Fact]
    public async Task A_fill_that_comes_after_the_revocation_changes_nothing()
    {
        var mark = await Entries.ReserveAsync(Key);
        await Entries.KillAsync([hash]);
        await Entries.FillAsync(Key, mark!, Jwt, InAMinute);

        Assert.Equal("", (string?)await auth.Redis.StringGetAsync(Key));
    }

    [Fact]
    public async Task A_fill_that_comes_after_revocation_and_flush_changes_nothing()
    {
        var mark = await Entries.ReserveAsync(Key);
        await Entries.KillAsync([hash]);
        await redis.FlushAsync();
        await Entries.FillAsync(Key, mark!, Jwt, InAMinute);

        Assert.False(await auth.Redis.KeyExistsAsync(Key));
    }

    [Fact]
    public async Task A_fill_leaves_the_mark_of_a_later_resolver_alone()
    {
        var early = await Entries.ReserveAsync(Key);
        await redis.FlushAsync();
        var late = await Entries.ReserveAsync(Key);
        await Entries.FillAsync(Key, early!, Jwt, InAMinute);

        Assert.Equal(late, (string?)await auth.Redis.StringGetAsync(Key));
    }

    [Fact]
    public async Task Of_two_resolvers_one_fills()
    {
        Assert.NotNull(await Entries.ReserveAsync(Key));
        Assert.Null(await Entries.ReserveAsync(Key));
    }

    [Fact]
    public async Task Nothing_is_reserved_over_a_dead_token()
    {
        await Entries.KillAsync([hash]);

        Assert.Null(await Entries.ReserveAsync(Key));
        var life = await auth.Redis.KeyTimeToLiveAsync(Key);
        Assert.InRange(life!.Value, TimeSpan.FromSeconds(110), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task A_fill_whose_time_is_over_changes_nothing()
    {
        var mark = await Entries.ReserveAsync(Key);
        await Entries.FillAsync(Key, mark!, Jwt, DateTimeOffset.UtcNow.AddSeconds(-1));

        Assert.Equal(mark, (string?)await auth.Redis.StringGetAsync(Key));
    }

    [Fact]
    public async Task A_mark_does_not_stay()
    {
        await Entries.ReserveAsync(Key);
        var life = await auth.Redis.KeyTimeToLiveAsync(Key);
        Assert.InRange(life!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
