using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>HTTP between the platform's services.</summary>
public static class ServiceClient
{
    /// <summary>
    /// Adds a typed client of another service. Its address comes from <c>services:NAME:http:0</c>, as the AppHost writes it; each call
    /// carries an internal token of this service with the given scope.
    /// </summary>
    /// <exception cref="InvalidOperationException">When the client is first made and no address is configured.</exception>
    public static IHttpClientBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service, string scope)
        where TClient : class
    {
        var self = new Principal(builder.Environment.ApplicationName, PrincipalKinds.Service, [scope]);
        return builder.Services
            .AddHttpClient<TClient>(client => client.BaseAddress = AddressOf(builder.Configuration, service))
            // Clients live as long as the process, so it is connections that are renewed, to notice changed addresses.
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(services => new OwnTokenHandler(services.GetRequiredService<InternalTokenIssuer>(), self));
    }

    /// <summary>The address of a service.</summary>
    /// <exception cref="InvalidOperationException">No address is configured.</exception>
    public static Uri AddressOf(IConfiguration configuration, string service) =>
        configuration[$"services:{service}:http:0"] is { Length: > 0 } address
            ? new Uri(address)
            : throw new InvalidOperationException($"The address of '{service}' is missing: set services__{service}__http__0.");

    private sealed class OwnTokenHandler(InternalTokenIssuer issuer, Principal self) : DelegatingHandler
    {
        private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue(self, Lifetime));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
