namespace Voucher.TestStores;

/// <summary>A resource of Aspire in an application of its own, started and healthy.</summary>
internal sealed class RunningResource<T> : IAsyncDisposable
    where T : IResourceWithConnectionString
{
    /// <summary>The first start may have to fetch the store.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DistributedApplication application;
    private readonly string name;

    private RunningResource(DistributedApplication application, string name, string connectionString)
    {
        this.application = application;
        this.name = name;
        ConnectionString = connectionString;
    }

    /// <summary>The same after each start.</summary>
    public string ConnectionString { get; }

    public static async Task<RunningResource<T>> StartAsync(Func<IDistributedApplicationBuilder, IResourceBuilder<T>> add)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            // The program that runs is the test runner; what Aspire wants to know is in this assembly.
            AssemblyName = typeof(RunningResource<>).Assembly.GetName().Name,
            DisableDashboard = true,
        });
        var resource = add(builder).Resource;
        var started = builder.Build();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await started.StartAsync(patience.Token);
            await started.ResourceNotifications.WaitForResourceHealthyAsync(resource.Name, patience.Token);
            var connectionString = await resource.GetConnectionStringAsync(patience.Token)
                ?? throw new InvalidOperationException($"{resource.Name} has no connection string.");
            return new RunningResource<T>(started, resource.Name, connectionString);
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does not wait until the command has had its effect.</summary>
    public async Task CommandAsync(string command)
    {
        using var patience = new CancellationTokenSource(Patience);
        var result = await application.ResourceCommands.ExecuteCommandAsync(name, command, patience.Token);
        if (!result.Success)
            throw new InvalidOperationException($"The command {command} failed.");
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
