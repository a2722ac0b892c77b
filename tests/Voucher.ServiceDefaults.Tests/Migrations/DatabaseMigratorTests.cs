using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Voucher.ServiceDefaults.Migrations;
using Voucher.TestStores;

namespace Voucher.ServiceDefaults.Tests.Migrations;

public sealed class DatabaseMigratorTests : IAsyncLifetime
{
    private NpgsqlDataSource database = null!;

    public async Task InitializeAsync() => database = NpgsqlDataSource.Create(await Stores.CreateDatabaseAsync());

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Migrations_are_applied_once_and_by_number()
    {
        await MigrateAsync(("0001_create", "CREATE TABLE things (name text)"));
        await MigrateAsync(
            ("0010_third", "INSERT INTO things VALUES ('third')"),
            ("0001_create", "CREATE TABLE things (name text)"),
            ("0002_second", "INSERT INTO things VALUES ('second')"));
        await MigrateAsync(
            ("0001_create", "CREATE TABLE things (name text)"),
            ("0002_second", "INSERT INTO things VALUES ('second')"),
            ("0010_third", "INSERT INTO things VALUES ('third')"));

        Assert.Equal("second,third", await ScalarAsync("SELECT string_agg(name, ',') FROM things"));
        Assert.Equal("1 create,2 second,10 third", await ScalarAsync("SELECT string_agg(version || ' ' || name, ',' ORDER BY version) FROM schema_migrations"));
    }

    [Fact]
    public async Task Processes_that_start_together_apply_each_migration_once()
    {
        var starts = Enumerable.Range(0, 8).Select(_ => MigrateAsync(
            ("0001_create", "CREATE TABLE things (name text); SELECT pg_sleep(0.05)"),
            ("0002_fill", "INSERT INTO things VALUES ('once')")));

        await Task.WhenAll(starts);

        Assert.Equal(1L, await ScalarAsync("SELECT count(*) FROM things"));
    }

    [Fact]
    public async Task A_failing_migration_throws_and_leaves_nothing_of_itself_but_all_before_it()
    {
        var fails = () => MigrateAsync(
            ("0001_create", "CREATE TABLE things (name text)"),
            ("0002_broken", "INSERT INTO things VALUES ('half'); SELECT 1 / 0"),
            ("0003_never", "INSERT INTO things VALUES ('never')"));

        await Assert.ThrowsAsync<PostgresException>(fails);

        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM things"));
        Assert.Equal(1, await ScalarAsync("SELECT max(version) FROM schema_migrations"));
        await MigrateAsync(
            ("0001_create", "CREATE TABLE things (name text)"),
            ("0002_repaired", "INSERT INTO things VALUES ('whole')"));
        Assert.Equal("whole", await ScalarAsync("SELECT name FROM things"));
    }

    [Fact]
    public async Task An_older_service_refuses_a_newer_database()
    {
        await MigrateAsync(("0001_create", "CREATE TABLE things (name text)"), ("0002_more", "CREATE TABLE more (name text)"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => MigrateAsync(("0001_create", "CREATE TABLE things (name text)")));
    }

    [Fact]
    public async Task Two_migrations_of_one_number_are_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => MigrateAsync(("0001_a", "SELECT 1"), ("0001_b", "SELECT 1")));
    }

    private Task MigrateAsync(params (string Name, string Sql)[] migrations) =>
        new DatabaseMigrator(database, NullLogger.Instance).MigrateAsync(new AssemblyOf(migrations));

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>An assembly of which only the embedded files matter.</summary>
    private sealed class AssemblyOf((string Name, string Sql)[] migrations) : Assembly
    {
        private const string Folder = "Any.Service.Migrations.";

        public override string[] GetManifestResourceNames() =>
            [.. migrations.Select(migration => $"{Folder}{migration.Name}.sql"), "Any.Service.Other.0001_not_a_migration.sql"];

        public override Stream? GetManifestResourceStream(string name) =>
            new MemoryStream(Encoding.UTF8.GetBytes(migrations.Single(migration => $"{Folder}{migration.Name}.sql" == name).Sql));
    }
}
