using Dapper;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>Tells how far reading or generating has come, twice a second, beside the transaction that the lines are written in.</summary>
public sealed class ImportProgress(NpgsqlDataSource dataSource, long importId, TimeProvider time)
{
    private const int LinesBetweenLooks = 4096;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private long told = time.GetTimestamp();

    /// <summary>Lines read so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Those of them that are not well-formed.</summary>
    public long Invalid { get; private set; }

    /// <summary>Takes note of a line. False when an operator has called the import off.</summary>
    public async ValueTask<bool> CountAsync(bool isInvalid, CancellationToken cancellationToken)
    {
        Rows++;
        if (isInvalid)
            Invalid++;
        if (Rows % LinesBetweenLooks != 0 || time.GetElapsedTime(told) < Pause)
            return true;
        told = time.GetTimestamp();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return !await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "UPDATE imports SET rows_read = @Rows, invalid = @Invalid WHERE id = @importId RETURNING cancel_requested",
            new { Rows, Invalid, importId },
            cancellationToken: cancellationToken));
    }
}
