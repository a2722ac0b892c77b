using Aspire.Npgsql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Microsoft.Extensions.Hosting;

/// <summary>Adds PostgreSQL to a host.</summary>
public static class AspirePostgreSqlNpgsqlExtensions
{
    /// <summary>Adds a singleton <see cref="NpgsqlDataSource"/> with health check, traces and metrics.</summary>
    /// <exception cref="InvalidOperationException">When the data source is first used and no connection string is configured.</exception>
    public static void AddNpgsqlDataSource(
        this IHostApplicationBuilder builder,
        string connectionName,
        Action<NpgsqlSettings>? configureSettings = null,
        Action<NpgsqlDataSourceBuilder>? configureDataSourceBuilder = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(connectionName);
        var settings = ReadSettings(builder.Configuration, connectionName);
        configureSettings?.Invoke(settings);

        builder.Services.TryAddSingleton(services => CreateDataSource(services, connectionName, settings, configureDataSourceBuilder));
        if (!settings.DisableHealthChecks)
            builder.Services.AddHealthChecks().AddCheck<NpgsqlHealthCheck>("PostgreSql");
        if (!settings.DisableTracing)
            builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddSource("Npgsql"));
        if (!settings.DisableMetrics)
            builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter("Npgsql"));
    }

    private static NpgsqlSettings ReadSettings(IConfiguration configuration, string connectionName)
    {
        var settings = new NpgsqlSettings();
        var section = configuration.GetSection("Aspire:Npgsql");
        section.Bind(settings);
        section.GetSection(connectionName).Bind(settings);
        if (configuration.GetConnectionString(connectionName) is { Length: > 0 } connectionString)
            settings.ConnectionString = connectionString;
        return settings;
    }

    private static NpgsqlDataSource CreateDataSource(
        IServiceProvider services, string connectionName, NpgsqlSettings settings, Action<NpgsqlDataSourceBuilder>? configure)
    {
        if (string.IsNullOrEmpty(settings.ConnectionString))
            throw new InvalidOperationException($"The connection string 'ConnectionStrings:{connectionName}' is missing.");
        var dataSource = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        dataSource.UseLoggerFactory(services.GetService<ILoggerFactory>());
        configure?.Invoke(dataSource);
        return dataSource.Build();
    }

    private sealed class NpgsqlHealthCheck(NpgsqlDataSource dataSource) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var command = dataSource.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                return new HealthCheckResult(context.Registration.FailureStatus, error.Message, error);
            }
        }
    }
}
