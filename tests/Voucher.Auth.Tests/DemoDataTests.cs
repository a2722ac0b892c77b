using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests;

public sealed class DemoDataTests
{
    [Theory]
    [InlineData("demo-dist-001", "DIST-001", "voucher:request voucher:read")]
    [InlineData("demo-dist-002", "DIST-002", "voucher:request voucher:read")]
    [InlineData("demo-operator", "OPERATOR-DEMO", "admin")]
    [InlineData("demo-merchant-betathome", "MERCH-BETATHOME", "voucher:manage /external/voucher/w")]
    [InlineData("demo-merchant-steam", "MERCH-STEAM", "voucher:manage /external/voucher/w")]
    public async Task Development_has_tokens_that_everybody_knows(string token, string partyId, string scope)
    {
        await using var auth = await AuthService.StartAsync(environment: "Development");

        var jwt = Jwt.Read(await auth.ResolveAsync(token));

        Assert.Equal(partyId, jwt.Subject);
        Assert.Equal(scope, jwt.GetClaim("scope").Value);
    }

    [Fact]
    public async Task Development_has_the_merchants_of_the_demo_campaigns()
    {
        await using var auth = await AuthService.StartAsync(environment: "Development");

        Assert.Equal(["MERCH-BETATHOME", "MERCH-EMPTY", "MERCH-STEAM"], (await auth.GetAsync("/admin/v1/parties?kind=merchant")).Ids());
    }

    [Fact]
    public async Task A_second_start_leaves_a_revoked_demo_token_revoked()
    {
        var database = await Stores.CreateDatabaseAsync();
        await using var first = await AuthService.StartAsync(database, environment: "Development");
        await first.ExecuteAsync("UPDATE tokens SET revoked_at = now() WHERE token_hash = @hash", new { hash = PartnerToken.HashOf("demo-dist-001") });

        await using var second = await AuthService.StartAsync(database, environment: "Development");

        Assert.Null(await second.ResolveAsync("demo-dist-001"));
        Assert.NotNull(await second.ResolveAsync("demo-dist-002"));
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public async Task Elsewhere_demo_tokens_are_refused_even_with_their_rows_in_place(string environment)
    {
        var database = await Stores.CreateDatabaseAsync();
        await using var development = await AuthService.StartAsync(database, environment: "Development");
        await using var auth = await AuthService.StartAsync(database, (await Stores.RedisAsync()) + ",defaultDatabase=1", environment);

        Assert.Null(await auth.ResolveAsync("demo-dist-001"));
        Assert.Null(await auth.ResolveAsync("demo-dist-002"));
        Assert.Null(await auth.ResolveAsync("demo-operator"));
        Assert.Null(await auth.EntryAsync("demo-dist-001"));
        var ordinary = await auth.IssueAsync("DIST-001");
        Assert.NotNull(await auth.ResolveAsync(ordinary.Text));
    }

    [Fact]
    public async Task Production_adds_no_demo_data()
    {
        await using var auth = await AuthService.StartAsync();
        await using var count = auth.Database.CreateCommand("SELECT (SELECT count(*) FROM parties) + (SELECT count(*) FROM tokens)");

        Assert.Equal(0L, await count.ExecuteScalarAsync());
    }
}
