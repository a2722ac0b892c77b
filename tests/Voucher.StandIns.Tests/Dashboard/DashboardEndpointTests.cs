using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.Dashboard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Voucher.StandIns.Tests.Dashboard;

public sealed class DashboardEndpointTests
{
    [Fact]
    public void The_first_plain_address_of_the_launch_profile_is_the_dashboards()
    {
        var port = FreePort();

        using var endpoint = DashboardEndpoint.Frontend($"https://localhost:17000; http://localhost:{port}", NullLogger.Instance);

        Assert.Equal($"http://localhost:{port}", endpoint.Url);
    }

    [Theory]
    [InlineData("http://0.0.0.0:18888")]
    [InlineData("http://*:18888")]
    [InlineData("http://example.com:18888")]
    public void The_dashboard_is_served_to_this_machine_only(string configured)
    {
        var log = new RecordedLog();

        using var endpoint = DashboardEndpoint.Frontend(configured, log);

        Assert.Equal("localhost", new Uri(endpoint.Url).Host);
        Assert.Contains(configured, Assert.Single(log.Messages), StringComparison.Ordinal);
        Assert.Throws<DistributedApplicationException>(() => DashboardEndpoint.Telemetry(configured));
    }

    [Fact]
    public void A_second_dashboard_is_served_on_another_port_and_says_so()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        var taken = ((IPEndPoint)first.LocalEndpoint).Port;
        var log = new RecordedLog();

        using var endpoint = DashboardEndpoint.Frontend($"http://localhost:{taken}", log);

        Assert.NotEqual(taken, new Uri(endpoint.Url).Port);
        Assert.Contains(endpoint.Url, Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void A_reserved_port_is_free_when_it_is_released()
    {
        var endpoint = DashboardEndpoint.Telemetry(null);
        var port = new Uri(endpoint.Url).Port;

        endpoint.Dispose();

        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
    }

    [Fact]
    public void Secrets_are_generated_where_none_is_configured_and_can_be_read_from_the_configuration()
    {
        var configuration = Configuration(("AppHost:BrowserToken", "mine"));

        var access = DashboardAccess.From(configuration);

        Assert.Equal("mine", access.BrowserToken);
        Assert.Matches("^[0-9a-f]{32}$", access.ApiKey);
        Assert.Equal(access.ApiKey, configuration["AppHost:DashboardApiKey"]);
        Assert.Equal(access.OtlpApiKey, configuration["AppHost:OtlpApiKey"]);
        Assert.Equal(4, new[] { access.BrowserToken, access.ApiKey, access.OtlpApiKey, access.ResourceServiceKey }.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS")]
    [InlineData("DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS")]
    public void Anonymous_access_leaves_only_the_resource_services_key(string setting)
    {
        var access = DashboardAccess.From(Configuration((setting, "true")));

        Assert.True(access.Anonymous);
        Assert.Equal(("", "", ""), (access.BrowserToken, access.OtlpApiKey, access.ApiKey));
        Assert.NotEmpty(access.ResourceServiceKey);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();

    private static int FreePort()
    {
        using var reserved = ReservedPort.Any();
        return reserved.Port;
    }
}
