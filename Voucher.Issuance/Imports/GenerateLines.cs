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

    private const string Conclude =
        """
        UPDATE imports
        SET state = CASE WHEN cancel_requested THEN 'cancelled' WHEN @isEnough THEN 'proving' ELSE 'rejected' END,
            message = CASE WHEN cancel_requested THEN 'Cancelled before anything was imported.'
                           WHEN NOT @isEnough THEN 'The pattern has not so many codes left. Choose more random characters. Nothing was imported.' END,
            finished_at = CASE WHEN cancel_requested OR NOT @isEnough THEN @now END, rows_read = @Count, entropy_bits = @bits
        WHERE id = @Id RETURNING state
        """;

    /// <summary>Makes up as many different new codes as are wanted and tells the state that the import goes to. Killed at any step, it begins anew.</summary>
    public async Task<string> RunAsync(ImportTask import, CancellationToken cancellationToken)
    {
        var pattern = JsonSerializer.Deserialize<CodePattern>(import.Pattern!)!;
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await import.Lines.CreateAsync(connection, cancellationToken);
        var isEnough = await MakeUpAsync(connection, import, pattern, cancellationToken);
        await import.Lines.IndexAsync(connection, cancellationToken);
        var state = await connection.QuerySingleAsync<string>(new CommandDefinition(
            Conclude,
            new { import.Id, isEnough, pattern.Count, bits = Math.Round(pattern.Bits(), 1), now = time.GetUtcNow().UtcDateTime },
            transaction,
            cancellationToken: cancellationToken));
        if (state != ImportStates.Proving)
            await import.Lines.DropAsync(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return state;
    }

    /// <summary>False when there are not enough different new codes, after some rounds of making up what was taken.</summary>
    private async Task<bool> MakeUpAsync(NpgsqlConnection connection, ImportTask import, CodePattern pattern, CancellationToken cancellationToken)
    {
        var progress = new ImportProgress(dataSource, import.Id, time);
        long missing = pattern.Count;
        for (var round = 0; round < MostRounds && missing > 0; round++)
        {
            if (!await WriteAsync(connection, import.Lines, pattern, missing, progress, cancellationToken))
                return true;
            await using var remove = import.Lines.Command(RemoveTaken, connection);
            await remove.ExecuteNonQueryAsync(cancellationToken);
            missing = pattern.Count - await CountAsync(connection, import.Lines, cancellationToken);
        }
        return missing == 0;
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
