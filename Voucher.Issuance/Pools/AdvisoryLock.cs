using Npgsql;

namespace Voucher.Issuance.Pools;

/// <summary>
/// A lock in PostgreSQL, held by one connection. It ends with <see cref="DisposeAsync"/>, and with the connection if the process dies.
/// </summary>
public sealed class AdvisoryLock : IAsyncDisposable
{
    private AdvisoryLock(NpgsqlConnection connection) => Connection = connection;

    /// <summary>The connection that holds the lock.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Runs a statement that takes a lock and answers whether it has; null when it has not.</summary>
    internal static async Task<AdvisoryLock?> TakeAsync(NpgsqlDataSource dataSource, string sql, object value, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.Parameters.Add(new NpgsqlParameter { Value = value });
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return new AdvisoryLock(connection);
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
