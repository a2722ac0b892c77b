using System.Text.Json;
using Dapper;
using Npgsql;
using Voucher.Issuance.Inventory;

namespace Voucher.Issuance.Imports;

/// <summary>Makes up the lines of an import whose codes are generated.</summary>
public sealed class GenerateLines(NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>
    /// Rounds of making up what was taken already. Patterns are only allowed whose codes hardly ever meet, so one is the rule and two are rare.
    /// </summary>
    private const int MostRounds = 20;

    private const string RemoveTaken =
        """
        DELETE FROM import_lines AS repeated USING import_lines AS earlier WHERE earlier.code = repeated.code AND earlier.line < repeated.line;
        DELETE FROM import_lines AS known USING codes WHERE codes.code = known.code
        """;

    private const string Pass =
        """
        UPDATE imports
        SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'proving' END,
            message = CASE WHEN cancel_requested THEN 'Cancelled before anything was imported.' END,
            finished_at = CASE WHEN cancel_requested THEN @now END, rows_read = @Count, entropy_bits = @Bits
        WHERE id = @Id RETURNING state
        """;

    /// <summary>Makes up as many different new codes as are wanted and tells the state that the import goes to. Killed at any step, it begins anew.</summary>
    /// <exception cref="InvalidOperationException">The pattern has not enough codes left.</exception>
    public async Task<string> RunAsync(ImportTask import, CancellationToken cancellationToken)
    {
        var pattern = JsonSerializer.Deserialize<CodePattern>(import.Pattern!)!;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await import.Lines.CreateAsync(connection, cancellationToken);
        var progress = new ImportProgress(dataSource, import.Id, time);
        var isWanted = true;
        long missing = pattern.Count;
        for (var round = 0; missing > 0 && isWanted; round++)
        {
            if (round == MostRounds)
                throw new InvalidOperationException("The pattern has not enough codes left.");
            isWanted = await WriteAsync(connection, import.Lines, pattern, missing, progress, cancellationToken);
            await using var remove = import.Lines.Command(RemoveTaken, connection);
            await remove.ExecuteNonQueryAsync(cancellationToken);
            missing = pattern.Count - await CountAsync(connection, import.Lines, cancellationToken);
        }
        await import.Lines.IndexAsync(connection, cancellationToken);
        var state = await connection.QuerySingleAsync<string>(new CommandDefinition(
            Pass, new { import.Id, pattern.Count, Bits = pattern.Bits(), now = time.GetUtcNow().UtcDateTime }, transaction, cancellationToken: cancellationToken));
        if (state == ImportStates.Cancelled)
            await import.Lines.DropAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return state;
    }

    /// <summary>False when the import was called off.</summary>
    private static async Task<bool> WriteAsync(
        NpgsqlConnection connection, ImportLines lines, CodePattern pattern, long count, ImportProgress progress, CancellationToken cancellationToken)
    {
        await using var writer = await lines.WriteAsync(connection, cancellationToken);
        var isWanted = true;
        for (var i = 0L; i < count && isWanted; i++)
        {
            isWanted = await progress.CountAsync(isInvalid: false, cancellationToken);
            await writer.WriteAsync(new CodeLine(progress.Rows, pattern.NewCode(), SerialNumber: null, Problem: null), cancellationToken);
        }
        await writer.CompleteAsync(cancellationToken);
        return isWanted;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, ImportLines lines, CancellationToken cancellationToken)
    {
        await using var count = lines.Command("SELECT count(*) FROM import_lines", connection);
        return (long)(await count.ExecuteScalarAsync(cancellationToken))!;
    }
}
