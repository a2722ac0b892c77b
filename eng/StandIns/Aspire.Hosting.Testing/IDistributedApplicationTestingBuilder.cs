namespace Aspire.Hosting.Testing;

/// <summary>An AppHost's description of its application, stopped just before it is built: for a test to change, build and start.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
