using System.Diagnostics;
using System.Globalization;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests;

/// <summary>
/// The whole system, as the AppHost starts it in Development, once for all tests of this assembly; with fresh data and on random ports.
/// Tests keep apart by the campaigns that they seed.
/// </summary>
public sealed class Platform : IAsyncLifetime
{
    public const string Name = "Platform";

    /// <summary>After how many misses a party's look-ups are refused.</summary>
    public const int MissesOfPrincipal = 100;

    /// <summary>The first start may have to fetch the stores.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private DistributedApplication? application;

    /// <summary>A client of the gateway that shows no token.</summary>
    public HttpClient Gateway { get; private set; } = null!;

    /// <summary>A client of the gateway with an operator's token.</summary>
    public HttpClient Operator { get; private set; } = null!;

    public NpgsqlDataSource CampaignsDatabase { get; private set; } = null!;

    public NpgsqlDataSource IssuanceDatabase { get; private set; } = null!;

    public string Redis { get; private set; } = "";

    /// <summary>Aspire's dashboard, which sees what the system tells of itself.</summary>
    public Dashboard Dashboard { get; private set; } = null!;

    public CampaignSeeder Seeder { get; private set; } = null!;

    public Pos Pos { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Voucher_AppHost>(
            [
                $"--Parameters:internal-token-key={TestTokens.SigningKey}",
                // Whatever a developer has set for himself.
                "--Parameters:operator-token=demo-operator",
                $"--AppHost:DashboardApiKey={Dashboard.ApiKey}",
                // Whoever develops has the usual ports in use.
                "--ASPNETCORE_URLS=http://localhost:0",
                "--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=",
            ],
            (options, _) => options.DisableDashboard = false,
            patience.Token);
        ForgetVolumes(builder.Resources);
        // All tests come from one address, and many of them miss on purpose.
        builder.CreateResourceBuilder(builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == "issuance"))
            .WithEnvironment("Issuance__Guessing__MissesOfAddress", "1000000")
            .WithEnvironment("Issuance__Guessing__MissesOfPrincipal", MissesOfPrincipal.ToString(CultureInfo.InvariantCulture));
        application = await builder.BuildAsync(patience.Token);
        await StartAsync(application, patience.Token);
        Gateway = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // Lets tests send what a client of .NET would not.
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        })
        {
            BaseAddress = application.GetEndpoint("gateway", "http"),
        };
        Operator = application.CreateHttpClient("gateway", "http").WithToken("demo-operator");
        CampaignsDatabase = await OpenAsync("campaignsdb", patience.Token);
        IssuanceDatabase = await OpenAsync("issuancedb", patience.Token);
        Redis = await ConnectionStringAsync("redis", patience.Token);
        Seeder = new CampaignSeeder(CampaignsDatabase, IssuanceDatabase);
        Pos = new Pos(Gateway);
        Dashboard = new Dashboard(application.Services.GetRequiredService<IConfiguration>());
    }

    /// <summary>Kills a service's process on the spot (SIGKILL) and starts it again; returns when it is healthy.</summary>
    public async Task KillAsync(string resource)
    {
        using var patience = new CancellationTokenSource(Patience);
        var notifications = application!.ResourceNotifications;
        var running = await notifications.WaitForResourceAsync(resource, it => ProcessIdOf(it.Snapshot) is not null, patience.Token);
        Process.GetProcessById(ProcessIdOf(running.Snapshot)!.Value).Kill();
        await notifications.WaitForResourceAsync(resource, it => KnownResourceStates.TerminalStates.Contains(it.Snapshot.State?.Text), patience.Token);
        await CommandAsync(resource, KnownResourceCommands.StartCommand, patience.Token);
    }

    /// <summary>Ends a resource's process and starts it again; returns when it is healthy.</summary>
    public async Task RestartAsync(string resource)
    {
        using var patience = new CancellationTokenSource(Patience);
        await CommandAsync(resource, KnownResourceCommands.RestartCommand, patience.Token);
    }

    private async Task CommandAsync(string resource, string command, CancellationToken cancellationToken)
    {
        var result = await application!.ResourceCommands.ExecuteCommandAsync(resource, command, cancellationToken);
        Assert.True(result.Success, $"{resource} did not take the command {command}.");
        await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellationToken);
    }

    private static int? ProcessIdOf(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(property => property.Name == "executable.pid")?.Value as int?;

    public async Task DisposeAsync()
    {
        Gateway?.Dispose();
        Operator?.Dispose();
        Dashboard?.Dispose();
        if (CampaignsDatabase is not null)
            await CampaignsDatabase.DisposeAsync();
        if (IssuanceDatabase is not null)
            await IssuanceDatabase.DisposeAsync();
        if (application is not null)
            await application.DisposeAsync();
    }

    private static async Task StartAsync(DistributedApplication application, CancellationToken cancellationToken)
    {
        try
        {
            await application.StartAsync(cancellationToken);
            await application.ResourceNotifications.WaitForResourceHealthyAsync("gateway", cancellationToken);
        }
        catch (Exception error) when (error is DistributedApplicationException or OperationCanceledException)
        {
            throw new InvalidOperationException($"The system did not start.{Environment.NewLine}{await StartReport.WriteAsync(application)}", error);
        }
    }

    /// <summary>The developer's own data are neither a test's to see nor to change.</summary>
    private static void ForgetVolumes(IResourceCollection resources)
    {
        foreach (var resource in resources)
        {
            foreach (var mount in resource.Annotations.OfType<ContainerMountAnnotation>().ToList())
                resource.Annotations.Remove(mount);
        }
    }

    private async Task<NpgsqlDataSource> OpenAsync(string database, CancellationToken cancellationToken) =>
        NpgsqlDataSource.Create(await ConnectionStringAsync(database, cancellationToken));

    private async Task<string> ConnectionStringAsync(string resource, CancellationToken cancellationToken) =>
        await application!.GetConnectionStringAsync(resource, cancellationToken)
            ?? throw new InvalidOperationException($"{resource} has no connection string.");
}

[CollectionDefinition(Platform.Name)]
public sealed class SharedPlatform : ICollectionFixture<Platform>;
