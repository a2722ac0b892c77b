using Aspire.StackExchange.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds Redis to a host.</summary>
public static class AspireRedisExtensions
{
    /// <summary>Adds a singleton <see cref="IConnectionMultiplexer"/> with health check. It connects on first use and for ever tries again.</summary>
    /// <exception cref="InvalidOperationException">When the client is first used and no connection string is configured.</exception>
    public static void AddRedisClient(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<StackExchangeRedisSettings>? configureSettings = null,
        Action<ConfigurationOptions>? configureOptions = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = ReadSettings(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        builder.Services.TryAddSingleton<IConnectionMultiplexer>(_ => Connect(connectionName, settings, configureOptions));
        if (!settings.DisableHealthChecks)
            builder.Services.AddHealthChecks().AddCheck<RedisHealthCheck>("StackExchange.Redis");
    }

    private static StackExchangeRedisSettings ReadSettings(IConfiguration configuration, string connectionName)
    {
        var settings = new StackExchangeRedisSettings();
        var section = configuration.GetSection("Aspire:StackExchange:Redis");
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString)
            settings.ConnectionString = connectionString;
        return settings;
    }

    private static ConnectionMultiplexer Connect(
        string connectionName, StackExchangeRedisSettings settings, Action<ConfigurationOptions>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
            throw new InvalidOperationException($"The connection string 'ConnectionStrings:{connectionName}' is missing.");
        var options = ConfigurationOptions.Parse(settings.ConnectionString);
        options.AbortOnConnectFail = false;
        configure?.Invoke(options);
        var multiplexer = ConnectionMultiplexer.Connect(options);
        // Version 1 delivers replies in order by default: code that runs on after one reply then holds up all later ones.
        multiplexer.PreserveAsyncOrder = false;
        return multiplexer;
    }

    private sealed class RedisHealthCheck(IConnectionMultiplexer multiplexer) : IHealthCheck
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await multiplexer.GetDatabase().PingAsync().WaitAsync(Patience, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception error) when (error is RedisException or TimeoutException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, error.Message, error);
            }
        }
    }
}
