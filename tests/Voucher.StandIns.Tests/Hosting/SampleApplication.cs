using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>The sample AppHost as a test runs it: its own entry point, random ports, no dashboard. Started once for all tests of a class.</summary>
public sealed class SampleApplication : IAsyncLifetime
{
    private IDistributedApplicationTestingBuilder? _builder;

    public DistributedApplication Application { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.Sample_AppHost>();
        Application = await _builder.BuildAsync();
        await Application.StartAsync();
        await Application.BeHealthyAsync("front");
    }

    public async Task DisposeAsync()
    {
        await Application.DisposeAsync();
        await _builder!.DisposeAsync();
    }

    /// <summary>A variable of a running service's environment.</summary>
    public async Task<string> VariableAsync(string resource, string name)
    {
        using var client = Application.CreateHttpClient(resource);
        return await client.GetStringAsync(new Uri($"/environment/{name}", UriKind.Relative));
    }
}
