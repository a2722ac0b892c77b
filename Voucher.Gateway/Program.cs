using StackExchange.Redis;
using Voucher.Gateway.Documentation;
using Voucher.Gateway.Overload;
using Voucher.Gateway.Routing;
using Voucher.Gateway.Tokens;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Health;
using Voucher.ServiceDefaults.Operators;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
    kestrel.Limits.MaxRequestHeaderCount = 64;
    kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
    kestrel.Limits.MaxRequestLineSize = 8 * 1024;
    kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
});
builder.AddServiceDefaults();
builder.AddJsonErrors();
// Errors of its own look as those of the services behind it.
builder.Services.ConfigureHttpJsonOptions(OperatorJson.Configure);
// Tokens are resolved without Redis too, so Redis has no say in the gateway's health.
builder.AddRedisClient("redis", settings => settings.DisableHealthChecks = true);
builder.AddPartnerTokens();
builder.AddOverloadLimit();
builder.Services.AddReverseProxy()
    .LoadFromMemory(Routes.All, Routes.Clusters(builder.Configuration))
    .AddTransforms(ForwardedHeaders.Transform);
builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Yarp.ReverseProxy"));

var app = builder.Build();
// The client connects when it is first asked for, which is not to be in somebody's request.
app.Services.GetRequiredService<IConnectionMultiplexer>();

app.UseTrustedProxies();
app.UseJsonErrors();
app.UseRateLimiter();
app.UseAuthentication();
app.UseAuthorization();
app.UseHealthEndpoints();
app.UseDocumentation();
app.MapReverseProxy(proxy =>
{
    proxy.Use(VoucherBodyLimit.InvokeAsync);
    proxy.UseLoadBalancing();
});
await app.RunAsync();
