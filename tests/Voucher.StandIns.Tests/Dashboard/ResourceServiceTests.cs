using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.ResourceService;
using Aspire.Hosting.Dashboard.ResourceService.Messages;
using Microsoft.Extensions.Logging;
using Resource = Aspire.Hosting.Dashboard.ResourceService.Messages.Resource;

namespace Voucher.StandIns.Tests.Dashboard;

public sealed class ResourceServiceTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_application_tells_its_name()
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client();

        var answer = await client.CallAsync("GetApplicationInformation", new ApplicationInformationRequest(), ApplicationInformationResponse.Parser);

        Assert.Equal("Demo", answer.ApplicationName);
    }

    [Fact]
    public async Task A_watcher_gets_the_resources_there_are_and_then_each_change()
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client();
        using var limit = new CancellationTokenSource(_limit);
        await using var updates = client.StreamAsync("WatchResources", new WatchResourcesRequest(), WatchResourcesUpdate.Parser, limit.Token)
            .GetAsyncEnumerator(limit.Token);

        var shop = await NextAsync(updates, resource => string.Equals(resource.Name, application.ShopId, StringComparison.Ordinal));
        Assert.Equal("shop", shop.DisplayName);
        Assert.Equal("Executable", shop.ResourceType);
        Assert.NotNull(shop.CreatedAt);

        await application.PublishAsync(snapshot => snapshot with { State = new ResourceStateSnapshot("Running", "success") });
        Assert.Equal("success", (await NextAsync(updates, resource => resource is { State: "Running" })).StateStyle);

        await application.PublishAsync(snapshot => snapshot with { State = "Exited", ExitCode = 7 });
        var exited = await NextAsync(updates, resource => resource is { State: "Exited" });
        Assert.Equal("7", Assert.Single(exited.Properties, property => property is { Name: "resource.exitCode" }).Value.StringValue);
    }

    [Fact]
    public async Task A_resource_is_sent_with_everything_that_the_dashboard_shows()
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client();
        await application.PublishAsync(snapshot => snapshot with
        {
            State = "Running",
            EnvironmentVariables = [new("SECRET", "open sesame", IsFromSpec: true), new("PATH", "/bin", IsFromSpec: false)],
            Urls = [new("http", "http://localhost:8080", IsInternal: false) { DisplayProperties = new("Shop", 3) }],
            Properties = [new("resource.connectionString", "Password=x") { IsSensitive = true }, new("executable.pid", 4711)],
            HealthReports = [new("ready", Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded, "slow", null), new("new", null, null, null)],
            Relationships = [new("store", "WaitFor")],
        });

        using var limit = new CancellationTokenSource(_limit);
        await using var updates = client.StreamAsync("WatchResources", new WatchResourcesRequest(), WatchResourcesUpdate.Parser, limit.Token)
            .GetAsyncEnumerator(limit.Token);
        var shop = await NextAsync(updates, resource => resource is { State: "Running" });

        Assert.Equal(("open sesame", true), (shop.Environment[0].Value, shop.Environment[0].IsFromSpec));
        Assert.False(shop.Environment[1].IsFromSpec);
        var url = Assert.Single(shop.Urls);
        Assert.Equal(("http", "http://localhost:8080"), (url.EndpointName, url.FullUrl));
        Assert.Equal(("Shop", 3), (url.DisplayProperties.DisplayName, url.DisplayProperties.SortOrder));
        Assert.True(Assert.Single(shop.Properties, property => property is { Name: "resource.connectionString" }).IsSensitive);
        Assert.Equal(4711, Assert.Single(shop.Properties, property => property is { Name: "executable.pid" }).Value.NumberValue);
        Assert.Equal("Unhealthy", Assert.Single(shop.Properties, property => property is { Name: "resource.healthState" }).Value.StringValue);
        Assert.Equal((true, HealthStatus.Degraded), (shop.HealthReports[0].HasStatus, shop.HealthReports[0].Status));
        Assert.False(shop.HealthReports[1].HasStatus);
        Assert.Equal(("store", "WaitFor"), (shop.Relationships[0].ResourceName, shop.Relationships[0].Type));
    }

    [Fact]
    public async Task Console_logs_begin_with_the_backlog_and_go_on_with_what_is_written()
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client();
        var logger = application.Logs.GetLogger(application.Shop);
        Write(logger, LogLevel.Information, "before");
        using var limit = new CancellationTokenSource(_limit);
        var request = new WatchResourceConsoleLogsRequest { ResourceName = application.ShopId };
        await using var updates = client.StreamAsync("WatchResourceConsoleLogs", request, WatchResourceConsoleLogsUpdate.Parser, limit.Token)
            .GetAsyncEnumerator(limit.Token);

        Assert.True(await updates.MoveNextAsync());
        var before = Assert.Single(updates.Current.LogLines);
        Assert.EndsWith("before", before.Text, StringComparison.Ordinal);
        Assert.False(before.IsStdErr);

        Write(logger, LogLevel.Error, "after");
        Assert.True(await updates.MoveNextAsync());
        var after = Assert.Single(updates.Current.LogLines);
        Assert.EndsWith("after", after.Text, StringComparison.Ordinal);
        Assert.True(after.IsStdErr);
        Assert.Equal(before.LineNumber + 1, after.LineNumber);
    }

    [Fact]
    public async Task Console_logs_end_after_the_backlog_when_they_are_not_to_be_followed()
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client();
        var line = new string('x', 100_000);
        for (var i = 0; i < 50; i++)
            Write(application.Logs.GetLogger(application.Shop), LogLevel.Information, line);
        var request = new WatchResourceConsoleLogsRequest { ResourceName = application.ShopId, SuppressFollow = true };

        var (messages, lines) = (0, 0);
        await foreach (var update in client.StreamAsync("WatchResourceConsoleLogs", request, WatchResourceConsoleLogsUpdate.Parser))
        {
            messages++;
            lines += update.LogLines.Count;
            Assert.InRange(update.CalculateSize(), 1, 4 * 1024 * 1024);
        }

        Assert.Equal(50, lines);
        Assert.InRange(messages, 5, 10);
    }

    [Fact]
    public async Task A_command_runs_and_its_outcome_is_told()
    {
        var ran = new List<string>();
        await using var application = await ServedApplication.StartAsync(shop => shop
            .WithCommand("greet", "Greet", context =>
            {
                ran.Add(context.ResourceName);
                return Task.FromResult(CommandResults.Success());
            })
            .WithCommand("fail", "Fail", _ => Task.FromResult(CommandResults.Failure("no such luck"))));
        using var client = application.Client();

        var greeted = await ExecuteAsync(client, application.ShopId, "greet");
        var failed = await ExecuteAsync(client, application.ShopId, "fail");
        var unknown = await ExecuteAsync(client, application.ShopId, "unknown");

        Assert.Equal(ResourceCommandResponseKind.Succeeded, greeted.Kind);
        Assert.Equal([application.ShopId], ran);
        Assert.Equal((ResourceCommandResponseKind.Failed, "no such luck"), (failed.Kind, failed.ErrorMessage));
        Assert.Equal(ResourceCommandResponseKind.Failed, unknown.Kind);
    }

    [Fact]
    public async Task A_watcher_is_told_when_the_application_ends()
    {
        var application = await ServedApplication.StartAsync();
        using var client = application.Client();
        var watching = client.StatusOfAsync("WatchResources", GrpcClient.Frame([]));
        var silent = client.StatusOfAsync("WatchInteractions", []);
        await client.CallAsync("GetApplicationInformation", new ApplicationInformationRequest(), ApplicationInformationResponse.Parser);

        await application.DisposeAsync();

        Assert.Equal(GrpcStatus.Unavailable, await watching.WaitAsync(_limit));
        Assert.Equal(GrpcStatus.Unavailable, await silent.WaitAsync(_limit));
    }

    private static Task<ResourceCommandResponse> ExecuteAsync(GrpcClient client, string resource, string command) =>
        client.CallAsync(
            "ExecuteResourceCommand",
            new ResourceCommandRequest { ResourceName = resource, CommandName = command },
            ResourceCommandResponse.Parser);

    private static async Task<Resource> NextAsync(IAsyncEnumerator<WatchResourcesUpdate> updates, Func<Resource, bool> wanted)
    {
        while (await updates.MoveNextAsync())
        {
            var resources = updates.Current.KindCase == WatchResourcesUpdate.KindOneofCase.InitialData
                ? updates.Current.InitialData.Resources
                : updates.Current.Changes.Value.Select(change => change.Upsert);
            if (resources.FirstOrDefault(wanted) is { } found)
                return found;
        }

        throw new InvalidOperationException("The stream ended before the resource came.");
    }

#pragma warning disable CA1848, CA2254 // What a resource writes is no log message of ours.
    private static void Write(ILogger logger, LogLevel level, string text) => logger.Log(level, text);
#pragma warning restore CA1848, CA2254
}
