using System.Net;
using Voucher.TestStores;

namespace Voucher.Gateway.Tests.Tokens;

public sealed class DemoTokenTests
{
    [Fact]
    public async Task Demo_tokens_work_in_development()
    {
        await using var platform = await Platform.StartAsync(new PlatformOptions { AuthEnvironment = "Development", GatewayEnvironment = "Development" });

        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync("demo-dist-001"));
        Assert.Equal(HttpStatusCode.OK, await platform.Client.StatusAsync("demo-dist-002"));
        Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync("demo-dist-003"));
    }

    [Theory]
    [InlineData("Development", "Production")]
    [InlineData("Production", "Development")]
    [InlineData("Production", "Production")]
    public async Task Each_of_gateway_and_auth_refuses_them_elsewhere(string authEnvironment, string gatewayEnvironment)
    {
        var database = await Stores.CreateDatabaseAsync();
        await using var redis = await Stores.StartRedisAsync();
        await using (await Platform.StartAsync(new PlatformOptions { Database = database, AuthEnvironment = "Development" }))
        {
            // Its start has inserted the rows.
        }
        await using var platform = await Platform.StartAsync(new PlatformOptions
        {
            Database = database,
            Redis = redis.ConnectionString,
            AuthEnvironment = authEnvironment,
            GatewayEnvironment = gatewayEnvironment,
        });

        Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync("demo-dist-001"));
        Assert.Equal(HttpStatusCode.Unauthorized, await platform.Client.StatusAsync("demo-operator"));
    }
}
