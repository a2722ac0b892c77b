using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

public sealed class EnvironmentTests
{
    [Fact]
    public async Task A_variable_is_a_text_a_parameter_an_endpoint_or_an_expression_of_them()
    {
        var builder = Bare.Builder();
        var parameter = builder.AddParameter("colour", "green", secret: true);
        var server = builder.AddShell("server", "exec sleep 1000").WithHttpEndpoint(port: 12345, env: "PORT");
        var endpoint = server.GetEndpoint("http");
        var client = builder.AddShell("client", "echo $TEXT,$PARAMETER,$ENDPOINT,$EXPRESSION,$CALLBACK")
            .WithEnvironment("TEXT", "text")
            .WithEnvironment("PARAMETER", parameter)
            .WithEnvironment("ENDPOINT", endpoint)
            .WithEnvironment("EXPRESSION", $"{{{parameter}@{endpoint.Property(EndpointProperty.HostAndPort)}}}")
            .WithEnvironment(context => context.EnvironmentVariables["CALLBACK"] = "called");
        await using var application = await builder.StartAsync();
        await application.ReachAsync("client", KnownResourceStates.Finished);

        Assert.Contains(
            await application.LinesAsync(client.Resource),
            line => line.Content.EndsWith(" text,green,http://localhost:12345,{green@localhost:12345},called", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_is_told_its_port_and_listens_where_others_are_sent()
    {
        var builder = Bare.Builder();
        var server = builder.AddShell("server", "echo port $PORT").WithHttpEndpoint(env: "PORT");
        await using var application = await builder.StartAsync();
        await application.ReachAsync("server", KnownResourceStates.Finished);

        var port = server.GetEndpoint("http").Port;
        Assert.Contains(await application.LinesAsync(server.Resource), line => line.Content.EndsWith($" port {port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_process_knows_who_it_is_in_telemetry_as_the_dashboard_does()
    {
        var builder = Bare.Builder();
        var worker = builder.AddShell("worker", "echo $OTEL_SERVICE_NAME-${OTEL_RESOURCE_ATTRIBUTES#service.instance.id=}");
        await using var application = await builder.StartAsync();
        await application.ReachAsync("worker", KnownResourceStates.Finished);

        Assert.True(application.ResourceNotifications.TryGetCurrentState("worker", out var current));
        Assert.Contains(await application.LinesAsync(worker.Resource), line => line.Content.EndsWith($" {current.ResourceId}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reference_gives_a_connection_string_under_the_name_that_is_asked_for()
    {
        var builder = Bare.Builder("--Parameters:cache-password=secret");
        var redis = builder.AddRedis("cache", port: 12346).WithExplicitStart();
        var client = builder.AddShell("client", "echo $ConnectionStrings__store,$STORE_HOST,$STORE_PORT,$STORE_PASSWORD").WithReference(redis, "store");
        await using var application = await builder.StartAsync();
        await application.ReachAsync("client", KnownResourceStates.Finished);

        Assert.Contains(
            await application.LinesAsync(client.Resource),
            line => line.Content.EndsWith(" localhost:12346,password=secret,localhost,12346,secret", StringComparison.Ordinal));
    }
}
