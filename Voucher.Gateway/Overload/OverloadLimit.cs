using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Health;

namespace Voucher.Gateway.Overload;

/// <summary>Refuses what is too much, so that what is taken on is still answered in time.</summary>
internal static class OverloadLimit
{
    public static void AddOverloadLimit(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<OverloadOptions>()
            .BindConfiguration(OverloadOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddOptions<RateLimiterOptions>().Configure<IOptions<OverloadOptions>>((limiter, overload) =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.OnRejected = (rejected, _) =>
            {
                rejected.HttpContext.Response.Headers.RetryAfter = "1";
                return ValueTask.CompletedTask;
            };
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, bool>(context => PartitionOf(context, overload.Value));
        });
    }

    /// <summary>Probes are let through: a busy gateway is alive.</summary>
    private static RateLimitPartition<bool> PartitionOf(HttpContext context, OverloadOptions overload)
    {
        var path = context.Request.Path;
        return path.StartsWithSegments(HealthPaths.Ready) || path.StartsWithSegments(HealthPaths.Alive)
            ? RateLimitPartition.GetNoLimiter(false)
            : RateLimitPartition.GetConcurrencyLimiter(true, _ => new ConcurrencyLimiterOptions
            {
                PermitLimit = overload.MaxInFlight,
                QueueLimit = overload.MaxQueued,
                QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
            });
    }
}
