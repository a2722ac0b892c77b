using Npgsql;

namespace Voucher.Issuance.Pools;

/// <summary>A campaign's exclusive lock. While it is held, no ledger write of the campaign is under way.</summary>
public static class PoolLock
{
    /// <summary>Waits for the lock.</summary>
    public static async Task<AdvisoryLock> TakeAsync(NpgsqlDataSource dataSource, string campaignId, CancellationToken cancellationToken) =>
        (await AdvisoryLock.TakeAsync(dataSource, "SELECT pg_advisory_lock(hashtextextended($1, 0)) IS NOT NULL", campaignId, cancellationToken))!;

    /// <summary>The lock, or null when somebody else holds it.</summary>
    public static Task<AdvisoryLock?> TryTakeAsync(NpgsqlDataSource dataSource, string campaignId, CancellationToken cancellationToken) =>
        AdvisoryLock.TakeAsync(dataSource, "SELECT pg_try_advisory_lock(hashtextextended($1, 0))", campaignId, cancellationToken);
}
