using Npgsql;

namespace Voucher.TestStores;

/// <summary>
/// One PostgreSQL and one Redis for all tests of a test assembly, started when the first test asks for one of them. They end with the
/// test process.
/// </summary>
public static class Stores
{
    /// <summary>Many small pools share one server, which takes 100 connections.</summary>
    private const int LargestPool = 20;

    private static readonly Lazy<Task<RunningResource<PostgresServerResource>>> Postgres =
        new(() => RunningResource<PostgresServerResource>.StartAsync(builder => builder.AddPostgres("postgres")));

    private static readonly Lazy<Task<RunningResource<RedisResource>>> Redis =
        new(() => RunningResource<RedisResource>.StartAsync(builder => builder.AddRedis("redis")));

    /// <summary>Creates an empty database of a unique name.</summary>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Postgres.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await using (var dataSource = NpgsqlDataSource.Create(server.ConnectionString))
        await using (var create = dataSource.CreateCommand($"CREATE DATABASE {name}"))
            await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name, MaxPoolSize = LargestPool }.ConnectionString;
    }

    /// <summary>The connection string of the shared Redis. Tests keep apart by their keys; nobody flushes it.</summary>
    public static async Task<string> RedisAsync() => (await Redis.Value).ConnectionString;

    /// <summary>Starts a Redis for one test alone, which may flush, stop and start it.</summary>
    public static async Task<OwnRedis> StartRedisAsync() =>
        new(await RunningResource<RedisResource>.StartAsync(builder => builder.AddRedis("redis")));
}
