using Dapper;
using Npgsql;

namespace Voucher.Issuance.Imports;

/// <summary>
/// Adds the accepted lines of a proved import to the inventory, some thousands with each commit. The import's position moves in the same
/// transaction, so a crash between two commits neither loses nor repeats a code; and nobody waits long for the pool's row.
/// </summary>
public sealed class CommitImport(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>How many codes one commit adds.</summary>
    private const int ChunkSize = 20_000;

    /// <summary>
    /// The row's lock orders those who add at the same time, so that sequence numbers become visible in their order: what lies at or below
    /// last_seq never changes again.
    /// </summary>
    private const string LockPool =
        """
        INSERT INTO pools (campaign_id) VALUES (@CampaignId)
        ON CONFLICT (campaign_id) DO UPDATE SET campaign_id = excluded.campaign_id
        RETURNING last_seq
        """;

    private const string AddChunk =
        """
        WITH chunk AS (
            SELECT line, code, serial_number FROM import_lines WHERE line > $1 AND problem IS NULL ORDER BY line LIMIT $2
        ), added AS (
            INSERT INTO codes (campaign_id, seq, code, serial_number)
            SELECT $3, $4 + row_number() OVER (ORDER BY line), code, serial_number FROM chunk
        )
        SELECT count(*), coalesce(max(line), $1) FROM chunk
        """;

    private const string Advance =
        """
        WITH moved AS (UPDATE pools SET last_seq = last_seq + @added WHERE campaign_id = @CampaignId)
        UPDATE imports
        SET committed = committed + @added, committed_through = @through,
            state = CASE WHEN @isOver THEN 'completed' ELSE state END, finished_at = CASE WHEN @isOver THEN @now END
        WHERE id = @Id
        """;

    /// <summary>Adds the next codes of an import and tells whether there are more.</summary>
    public async Task<bool> CommitChunkAsync(ImportTask import, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Locked, so that a process that was held up and is no longer the one that commits finds out before it adds anything.
        var position = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "SELECT committed_through FROM imports WHERE id = @Id AND state = 'committing' FOR UPDATE", new { import.Id }, transaction, cancellationToken: cancellationToken));
        if (position is not { } committedThrough)
            return false;
        var lastSeq = await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(LockPool, new { import.CampaignId }, transaction, cancellationToken: cancellationToken));
        var (added, through) = await AddAsync(connection, import, committedThrough, lastSeq, cancellationToken);
        var isOver = added < ChunkSize;
        await connection.ExecuteAsync(new CommandDefinition(
            Advance, new { added, through, isOver, now = time.GetUtcNow().UtcDateTime, import.Id, import.CampaignId }, transaction, cancellationToken: cancellationToken));
        if (isOver)
            await import.Lines.DropAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return !isOver;
    }

    private static async Task<(long Added, long Through)> AddAsync(
        NpgsqlConnection connection, ImportTask import, long committedThrough, long lastSeq, CancellationToken cancellationToken)
    {
        await using var add = import.Lines.Command(AddChunk, connection);
        add.Parameters.Add(new() { Value = committedThrough });
        add.Parameters.Add(new() { Value = ChunkSize });
        add.Parameters.Add(new() { Value = import.CampaignId });
        add.Parameters.Add(new() { Value = lastSeq });
        await using var reader = await add.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }
}
