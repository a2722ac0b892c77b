using Npgsql;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Imports;

/// <summary>The locks of imports. They are made of two numbers and cannot be mistaken for those of pools, which are made of one.</summary>
internal static class ImportLocks
{
    private const int Additions = 2;

    /// <summary>
    /// Marks uploads that nobody receives any more: whoever receives one holds its lock, and lets it go by dying too. The lines are gone
    /// already, with the transaction that they were written in.
    /// </summary>
    public const string FailBrokenUploads =
        """
        UPDATE imports
        SET state = 'failed', message = 'The upload broke off. Nothing was imported; upload the file again.', finished_at = @now
        WHERE finished_at IS NULL AND state = 'receiving' AND pg_try_advisory_xact_lock(1, id::int)
        """;

    /// <summary>
    /// The right to add codes, or null while another process has it. One at a time on the whole platform: what one has proved not to be there,
    /// nobody else adds meanwhile.
    /// </summary>
    public static Task<AdvisoryLock?> TryTakeTurnAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken) =>
        AdvisoryLock.TakeAsync(dataSource, "SELECT pg_try_advisory_lock($1, 0)", Additions, cancellationToken);

    /// <summary>
    /// Takes the lock of an upload, of the session and not of its transaction: PostgreSQL lets a transaction's locks go as soon as a statement in it
    /// fails, and breaking off a COPY is such a failure.
    /// </summary>
    public static async Task<AdvisoryLock> HoldUploadAsync(NpgsqlDataSource dataSource, long importId, CancellationToken cancellationToken) =>
        (await AdvisoryLock.TakeAsync(dataSource, "SELECT pg_advisory_lock(1, $1) IS NOT NULL", (int)importId, cancellationToken))!;
}
