using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests;

/// <summary>A service made of the defaults and a few endpoints, on a real port.</summary>
internal sealed class SmallService : IAsyncDisposable
{
    private readonly WebApplication app;

    private SmallService(WebApplication app) => this.app = app;

    public static async Task<SmallService> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["InternalTokens:SigningKey"] = TestTokens.SigningKey;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddJsonErrors();
        builder.AddInternalTokens();
        add?.Invoke(builder.Services);
        var built = builder.Build();
        built.UseJsonErrors();
        built.UseAuthentication();
        built.UseAuthorization();
        built.UseHealthEndpoints();
        map(built);
        await built.StartAsync();
        return new SmallService(built);
    }

    public HttpClient CreateClient() => new()
    {
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()),
    };

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
