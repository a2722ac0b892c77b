using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.ServiceDefaults.Health;

/// <summary>Liveness and readiness.</summary>
public static class HealthExtensions
{
    private const string Live = "live";

    internal static void AddHealth(this IHostApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live]);

    /// <summary>
    /// Maps <see cref="HealthPaths.Ready"/> and <see cref="HealthPaths.Alive"/>, open to anybody who reaches the service.
    /// Nothing that a check does is traced.
    /// </summary>
    public static WebApplication UseHealthEndpoints(this WebApplication app)
    {
        app.UseWhen(
            context => HealthPaths.Contains(context.Request.Path),
            branch => branch.Use(async (_, next) =>
            {
                using (Untraced.Begin())
                    await next();
            }));
        app.MapHealthChecks(HealthPaths.Ready).AllowAnonymous();
        app.MapHealthChecks(HealthPaths.Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live) }).AllowAnonymous();
        return app;
    }
}
