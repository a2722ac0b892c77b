using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Voucher.ServiceDefaults.Migrations;

/// <summary>Migrations at a service's start.</summary>
public static class MigrationExtensions
{
    /// <summary>
    /// Brings the service's database up to date before it serves. An exception is meant to end the process: a service on a half
    /// migrated schema must not run. The migrations are those of the assembly that the host is named after, which is the service's also
    /// where another program, such as a test runner, hosts it.
    /// </summary>
    public static Task MigrateDatabaseAsync(this IHost host) => new DatabaseMigrator(
            host.Services.GetRequiredService<NpgsqlDataSource>(),
            host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<DatabaseMigrator>())
        .MigrateAsync(Assembly.Load(new AssemblyName(host.Services.GetRequiredService<IHostEnvironment>().ApplicationName)));
}
