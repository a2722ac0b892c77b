using Microsoft.AspNetCore.Authentication;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tokens;

internal static class PartnerTokenExtensions
{
    private static readonly TimeSpan AuthPatience = TimeSpan.FromSeconds(2);

    /// <summary>Calls to Auth at a time; more wait for their turn within the patience.</summary>
    private const int AuthConnections = 64;

    /// <summary>Authenticates callers by partners' tokens.</summary>
    public static void AddPartnerTokens(this IHostApplicationBuilder builder)
    {
        builder.AddInternalTokenIssuer();
        builder.AddFirstOperatorToken();
        builder.AddServiceClient<AuthClient>("auth", Scopes.ResolveTokens)
            .ConfigureHttpClient(client => client.Timeout = AuthPatience)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { MaxConnectionsPerServer = AuthConnections });
        builder.Services.AddSingleton<PartnerCredentials>();
        builder.Services.AddSingleton<TokenResolver>();
        builder.Services.AddSingleton<TokenLookups>();
        builder.Services.AddSingleton<TokenLookup>();
        builder.Services.AddAuthentication(PartnerTokenHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, PartnerTokenHandler>(PartnerTokenHandler.SchemeName, configureOptions: null);
        builder.Services.AddAuthorization();
    }
}
