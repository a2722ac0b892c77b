using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Uploads;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Imports;

/// <summary>What an operator wants imported.</summary>
/// <param name="CampaignId">For which campaign.</param>
/// <param name="IsCsv">Whether the file is CSV; plain text otherwise.</param>
/// <param name="Problems"><c>reject</c> or <c>skip</c>.</param>
/// <param name="AllowGuessable">Whether codes that are easy to guess are wanted all the same.</param>
/// <param name="Operator">Who wants it.</param>
public sealed record UploadedFile(string CampaignId, bool IsCsv, string Problems, bool AllowGuessable, string Operator);

/// <summary>How the receiving of a file ended.</summary>
/// <param name="ImportId">The import.</param>
/// <param name="Line">The line that cannot be read, if there is one; then nothing is imported.</param>
/// <param name="Fault">Why nothing will be imported, or null when the import goes on.</param>
public sealed record ReceivedFile(long ImportId, long Line, string? Fault);

/// <summary>
/// Takes a file in as it arrives and keeps its lines, all in one transaction: a file that breaks off, and a process that is killed, leave nothing.
/// </summary>
public sealed class ReceiveFile(NpgsqlDataSource dataSource, ImportRunner runner, IOptions<IssuanceOptions> options, TimeProvider time)
{
    private const string Insert =
        """
        INSERT INTO imports (id, campaign_id, source, state, problems, allow_guessable, created_by, created_at)
        VALUES (@id, @CampaignId, 'upload', 'receiving', @Problems, @AllowGuessable, @Operator, @now)
        """;

    private const string Pass =
        """
        UPDATE imports SET state = 'proving', rows_read = @Rows, invalid = @Invalid, entropy_bits = @bits
        WHERE id = @id AND state = 'receiving'
        """;

    private const string End =
        """
        UPDATE imports SET state = @state, message = @message, rows_read = @Rows, invalid = @Invalid, finished_at = @now
        WHERE id = @id AND state = 'receiving'
        """;

    /// <summary>Receives a file.</summary>
    /// <exception cref="IOException">It broke off; the import has failed.</exception>
    /// <exception cref="BadHttpRequestException">As above, or it is too large.</exception>
    /// <exception cref="OperationCanceledException">The caller has gone; the import has failed.</exception>
    public async Task<ReceivedFile> ReceiveAsync(UploadedFile file, Stream content, CancellationToken cancellationToken)
    {
        var id = await NextIdAsync(cancellationToken);
        await using var uploading = await ImportLocks.HoldUploadAsync(dataSource, id, cancellationToken);
        var connection = uploading.Connection;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteBesideAsync(Insert, new { id, file.CampaignId, file.Problems, file.AllowGuessable, file.Operator, now = time.GetUtcNow().UtcDateTime });

        var progress = new ImportProgress(dataSource, id, time);
        try
        {
            var bits = await ReadAsync(connection, new ImportLines(id), file, content, progress, cancellationToken);
            if (await connection.ExecuteAsync(Pass, new { id, progress.Rows, progress.Invalid, bits }) == 0)
                throw new InvalidOperationException("Somebody has ended an import whose lock is held here.");
            var entry = new AuditEntry(file.Operator, "import.upload", "campaign", file.CampaignId, Before: null, new { ImportId = id, file.Problems, file.AllowGuessable, progress.Rows });
            await AuditLog.WriteAsync(transaction, entry, time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            runner.Wake();
            return new ReceivedFile(id, Line: 0, Fault: null);
        }
        catch (UnreadableFileException error)
        {
            await EndAsync(ImportStates.Rejected, error.Message);
            return new ReceivedFile(id, error.Line, error.Message);
        }
        catch (ImportCancelledException)
        {
            const string message = "Cancelled while the file was being uploaded. Nothing was imported.";
            await EndAsync(ImportStates.Cancelled, message);
            return new ReceivedFile(id, Line: 0, message);
        }
        catch (Exception error)
        {
            var isClient = error is IOException or OperationCanceledException;
            await EndAsync(ImportStates.Failed, isClient
                ? string.Create(CultureInfo.InvariantCulture, $"The upload broke off after {progress.Rows} lines. Nothing was imported; upload the file again.")
                : "A fault of the platform, see the log. Nothing was imported.");
            throw;
        }

        // While the upload's lock is held, so that nobody else finds it abandoned and says less.
        Task EndAsync(string state, string message) =>
            ExecuteBesideAsync(End, new { id, state, message, progress.Rows, progress.Invalid, now = time.GetUtcNow().UtcDateTime });
    }

    /// <summary>Reads all lines and tells how hard the codes are to guess.</summary>
    private async Task<double> ReadAsync(
        NpgsqlConnection connection, ImportLines lines, UploadedFile file, Stream content, ImportProgress progress, CancellationToken cancellationToken)
    {
        var estimate = new GuessEstimate();
        await lines.CreateAsync(connection, cancellationToken);
        await using (var writer = await lines.WriteAsync(connection, cancellationToken))
        {
            await foreach (var line in new CodeFile(content, file.IsCsv).ReadAsync(cancellationToken))
            {
                if (progress.Rows == options.Value.MaxImportRows)
                    throw new UnreadableFileException(line.Number, $"The file has more than {options.Value.MaxImportRows} lines. Split it.");
                if (!await progress.CountAsync(isInvalid: line.Code is null, cancellationToken))
                    throw new ImportCancelledException();
                if (line.Code is not null)
                    estimate.Add(line.Code);
                await writer.WriteAsync(line, cancellationToken);
            }
            if (progress.Rows == 0)
                throw new UnreadableFileException(0, "The file has no codes.");
            await writer.CompleteAsync(cancellationToken);
        }
        await lines.IndexAsync(connection, cancellationToken);
        return estimate.Bits();
    }

    private async Task<long> NextIdAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>("SELECT nextval(pg_get_serial_sequence('imports', 'id'))");
    }

    private async Task ExecuteBesideAsync(string sql, object parameters)
    {
        await using var beside = await dataSource.OpenConnectionAsync(CancellationToken.None);
        await beside.ExecuteAsync(sql, parameters);
    }
}
