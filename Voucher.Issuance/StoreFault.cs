using Npgsql;
using StackExchange.Redis;

namespace Voucher.Issuance;

/// <summary>Faults of Redis and PostgreSQL that pass.</summary>
internal static class StoreFault
{
    /// <summary>Whether an exception means that a store did not answer or could not be reached, so that trying again makes sense.</summary>
    public static bool IsPassing(Exception error) => error is RedisException or TimeoutException or NpgsqlException { IsTransient: true }
        // The client took a statement for prepared that is not, because a batch that would have prepared it failed half way; now it knows.
        or PostgresException { SqlState: PostgresErrorCodes.InvalidSqlStatementName };
}
