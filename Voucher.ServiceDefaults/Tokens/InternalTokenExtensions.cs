using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>Internal tokens: how services know a caller, also one that comes past the gateway.</summary>
public static class InternalTokenExtensions
{
    /// <summary>Adds <see cref="InternalTokenIssuer"/>; fails at start when no key is configured.</summary>
    public static TBuilder AddInternalTokenIssuer<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<InternalTokenOptions>()
            .BindConfiguration(InternalTokenOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<InternalTokenIssuer>();
        return builder;
    }

    /// <summary>
    /// Adds authentication by internal tokens and, for each of <see cref="Scopes"/>, a policy of its name. Endpoints that name no policy
    /// ask for an authenticated caller all the same.
    /// </summary>
    public static TBuilder AddInternalTokens<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddInternalTokenIssuer();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<IOptions<InternalTokenOptions>, TimeProvider>(Validate);
        var authorization = builder.Services.AddAuthorizationBuilder();
        authorization.SetFallbackPolicy(new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        foreach (var scope in Scopes.All)
            authorization.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.HasScope(scope)));
        return builder;
    }

    private static void Validate(JwtBearerOptions bearer, IOptions<InternalTokenOptions> options, TimeProvider time)
    {
        bearer.MapInboundClaims = false;
        bearer.TimeProvider = time;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = InternalTokenOptions.Issuer,
            ValidAudience = InternalTokenOptions.Audience,
            IssuerSigningKey = InternalTokenIssuer.KeyOf(options.Value),
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            NameClaimType = PrincipalClaims.Subject,
            // Clocks of services on different machines may differ a little.
            ClockSkew = TimeSpan.FromSeconds(5),
        };
    }
}
