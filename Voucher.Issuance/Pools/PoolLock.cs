using Npgsql;

namespace Voucher.Issuance.Pools;

/// <summary>
/// A campaign's exclusive lock in PostgreSQL, held by one connection. While it is held, no ledger write of the campaign is under way.
/// It ends with <see cref="DisposeAsync"/>, and with the connection if the process dies.
/// </summary>
public sealed class PoolLock : IAsyncDisposable
{
    private PoolLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The connection that holds the lock.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Waits for the lock.</summary>
    public static async Task<PoolLock> TakeAsync(NpgsqlDataSource dataSource, string campaignId, CancellationToken cancellationToken) =>
        (await TakeAsync(dataSource, "SELECT pg_advisory_lock(hashtextextended($1, 0)) IS NOT NULL", campaignId, cancellationToken))!;

    /// <summary>The lock, or null when somebody else holds it.</summary>
    public static Task<PoolLock?> TryTakeAsync(NpgsqlDataSource dataSource, string campaignId, CancellationToken cancellationToken) =>
        TakeAsync(dataSource, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", campaignId, cancellationToken);

    private static async Task<PoolLock?> TakeAsync(
        NpgsqlDataSource dataSource, string sql, string campaignId, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.Add(new NpgsqlParameter { Value = campaignId });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return new PoolLock(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", Connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }
        finally
        {
            await Connection.DisposeAsync();
        }
    }
}
