using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Voucher.TestStores;

/// <summary>
/// A service of the platform inside the test's process: its own <c>Program</c>, on a real port of loopback. Each instance is a process of
/// that service for all that the outside can see, so several may run at once.
/// </summary>
public sealed class RunningService<TProgram> : IAsyncDisposable
    where TProgram : class
{
    private readonly Factory factory;

    /// <summary>Starts the service; <c>InternalTokens:SigningKey</c> is that of <see cref="TestTokens"/>.</summary>
    /// <param name="settings">Configuration, by key with colons: <c>ConnectionStrings:redis</c>.</param>
    /// <param name="environment">By default Production: no demo data.</param>
    /// <param name="replace">Replaces parts, such as the clock, after the service has added its own.</param>
    public RunningService(
        IReadOnlyDictionary<string, string> settings, string environment = "Production", Action<IServiceCollection>? replace = null)
    {
        factory = new Factory(settings, environment, replace);
        factory.UseKestrel(port: 0);
        factory.StartServer();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => factory.ClientOptions.BaseAddress;

    /// <summary>The service's own container.</summary>
    public IServiceProvider Services => factory.Services;

    /// <summary>A client of the service; redirects are not followed.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public ValueTask DisposeAsync() => factory.DisposeAsync();

    private sealed class Factory(IReadOnlyDictionary<string, string> settings, string environment, Action<IServiceCollection>? replace)
        : WebApplicationFactory<TProgram>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
            builder.UseSetting("InternalTokens:SigningKey", TestTokens.SigningKey);
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
            if (replace is not null)
                builder.ConfigureTestServices(replace);
        }
    }
}
