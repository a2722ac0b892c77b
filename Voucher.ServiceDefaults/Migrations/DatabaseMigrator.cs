using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Voucher.ServiceDefaults.Migrations;

/// <summary>
/// Applies an assembly's numbered, forward-only migrations: embedded resources <c>….Migrations.0001_name.sql</c>. Each runs once, in order, in
/// a transaction of its own, while an advisory lock keeps other processes waiting. A failure leaves the earlier ones applied.
/// </summary>
public sealed partial class DatabaseMigrator(NpgsqlDataSource dataSource, ILogger logger)
{
    private const long MigrationLock = 0x566F7563686572; // "Voucher"

    private const string CreateHistory =
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version    integer     PRIMARY KEY,
            name       text        NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now()
        )
        """;

    /// <summary>Brings the database up to date.</summary>
    /// <exception cref="InvalidOperationException">Two migrations have one number, or the database is ahead of this assembly.</exception>
    /// <exception cref="PostgresException">A migration failed.</exception>
    public async Task MigrateAsync(Assembly assembly, CancellationToken cancellationToken = default)
    {
        var migrations = Migration.ReadAll(assembly);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        try
        {
            await ExecuteAsync(connection, CreateHistory, cancellationToken);
            var current = await CurrentVersionAsync(connection, cancellationToken);
            var newest = migrations.Count == 0 ? 0 : migrations[^1].Version;
            if (current > newest)
                throw new InvalidOperationException($"The database is at version {current}, this service knows only up to {newest}. Start a newer one.");
            foreach (var migration in migrations.Where(migration => migration.Version > current))
                await ApplyAsync(connection, migration, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(connection, migration.Sql, cancellationToken);
        await using var record = new NpgsqlCommand("INSERT INTO schema_migrations (version, name) VALUES ($1, $2)", connection, transaction)
        {
            Parameters = { new() { Value = migration.Version }, new() { Value = migration.Name } },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        LogApplied(logger, migration.Version, migration.Name);
    }

    private static async Task<int> CurrentVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM schema_migrations", connection);
        return Convert.ToInt32(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    [SuppressMessage("Security", "CA2100:Review SQL queries for security vulnerabilities", Justification = "The text is our own, embedded in the assembly.")]
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Version} {Name}")]
    private static partial void LogApplied(ILogger logger, int version, string name);
}
