using Microsoft.AspNetCore.Server.Kestrel.Core;
using StackExchange.Redis;
using Voucher.Gateway.Overload;
using Voucher.Gateway.Routing;
using Voucher.Gateway.Tokens;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;

namespace Voucher.Gateway;

/// <summary>The platform's only door: checks tokens and sizes, and forwards what passes.</summary>
public static class GatewayApp
{
    /// <summary>Puts the gateway together. Connects to Redis, and goes on without it where it does not answer.</summary>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.ConfigureKestrel(Limit);
        builder.AddServiceDefaults();
        builder.AddJsonErrors();
        // Tokens are resolved without Redis too, so Redis has no say in the gateway's health.
        builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
        builder.AddPartnerTokens();
        builder.AddOverloadLimit();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(Routes.All, Routes.Clusters(builder.Configuration))
            .AddTransforms(ForwardedHeaders.Transform);
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Yarp.ReverseProxy"));

        var app = builder.Build();
        app.UseJsonErrors();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseHealthEndpoints();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(VoucherBodyLimit.InvokeAsync);
            proxy.UseLoadBalancing();
        });
        // The client connects when it is first asked for, which is not to be in somebody's request.
        app.Services.GetRequiredService<IConnectionMultiplexer>();
        return app;
    }

    private static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    }
}
