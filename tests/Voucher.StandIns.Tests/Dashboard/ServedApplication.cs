using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.ResourceService;
using Microsoft.Extensions.DependencyInjection;

namespace Voucher.StandIns.Tests.Dashboard;

/// <summary>An application of one resource that is never started, whose resource service is.</summary>
internal sealed class ServedApplication : IAsyncDisposable
{
    internal const string Key = "the key";

    private readonly DistributedApplication _application;
    private readonly ResourceServiceHost _service;

    private ServedApplication(DistributedApplication application, IResource shop)
    {
        _application = application;
        _service = new ResourceServiceHost(application.Services, "Demo", Key);
        Shop = shop;
    }

    internal IResource Shop { get; }

    /// <summary>The id of the resource's one instance.</summary>
    internal string ShopId => Shop.GetResolvedResourceNames()[0];

    internal string Address { get; private set; } = "";

    internal ResourceLoggerService Logs => _application.Services.GetRequiredService<ResourceLoggerService>();

    internal static async Task<ServedApplication> StartAsync(Action<IResourceBuilder<ExecutableResource>>? configure = null)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        var shop = builder.AddExecutable("shop", "sleep", ".", "60");
        configure?.Invoke(shop);
        var served = new ServedApplication(builder.Build(), shop.Resource);
        await served.PublishAsync(snapshot => snapshot);
        served.Address = await served._service.StartAsync(CancellationToken.None);
        return served;
    }

    internal GrpcClient Client(string? key = Key) => new(Address, key);

    internal Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) =>
        _application.ResourceNotifications.PublishUpdateAsync(Shop, change);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _application.DisposeAsync();
    }
}
