using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Voucher.TestStores;
using AuthService = Voucher.TestStores.RunningService<Voucher.Auth.Tokens.TokenEntryOptions>;
using CampaignsService = Voucher.TestStores.RunningService<Voucher.Campaigns.Catalogue.Campaign>;
using IssuanceService = Voucher.TestStores.RunningService<Voucher.Issuance.IssuanceOptions>;

namespace Voucher.Gateway.Tests.Documentation;

/// <summary>The services behind the gateway, started once to be asked for their routes.</summary>
public sealed class Services : IAsyncLifetime
{
    private const string Nobody = "http://127.0.0.1:1";

    /// <summary>By service, the routes that the outside may call, such as <c>GET /admin/v1/parties/{}</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Routes { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:authdb"] = await Stores.CreateDatabaseAsync(),
            ["ConnectionStrings:campaignsdb"] = await Stores.CreateDatabaseAsync(),
            ["ConnectionStrings:issuancedb"] = await Stores.CreateDatabaseAsync(),
            ["ConnectionStrings:redis"] = await Stores.RedisAsync(),
            ["services:auth:http:0"] = Nobody,
            ["services:campaigns:http:0"] = Nobody,
            ["Links:SigningKey"] = "a key of the tests that is long enough for HMAC",
            ["Logging:LogLevel:Default"] = "None",
        };
        await using var auth = new AuthService(settings);
        await using var campaigns = new CampaignsService(settings);
        await using var issuance = new IssuanceService(settings);
        Routes = new Dictionary<string, IReadOnlyList<string>>
        {
            ["auth"] = RoutesOf(auth.Services),
            ["campaigns"] = RoutesOf(campaigns.Services),
            ["issuance"] = RoutesOf(issuance.Services),
        };
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static List<string> RoutesOf(IServiceProvider services) =>
    [
        .. from endpoint in services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
           let path = endpoint.RoutePattern.RawText!
           where !path.StartsWith("/internal/", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
           select ApiOperation.RouteOf(method, path),
    ];
}
