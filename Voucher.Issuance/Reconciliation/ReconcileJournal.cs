using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Voucher.Issuance.Transactions;
using Voucher.Issuance.Uploads;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Reconciliation;

/// <summary>
/// Compares a journal with the ledger as it arrives, all in one transaction: a journal that breaks off or has a bad line, and a process that is
/// killed, leave nothing.
/// </summary>
public sealed class ReconcileJournal(NpgsqlDataSource database, IOptions<IssuanceOptions> options, TimeProvider time)
{
    /// <summary>How long one statement over all rows may take, in seconds.</summary>
    private const int PatienceSeconds = 120;

    private const string Copy = "COPY journal (line, request_id, voucher_code, terminal_id, at) FROM STDIN (FORMAT BINARY)";

    private static readonly string CreateTables = EmbeddedText.Beside<ReconcileJournal>("create_tables.sql");
    private static readonly string Compare = EmbeddedText.Beside<ReconcileJournal>("compare_journal.sql");

    /// <summary>Compares a journal, and tells the id of the report.</summary>
    /// <param name="distributorId">Whose journal.</param>
    /// <param name="day">Of which day.</param>
    /// <param name="toleranceSeconds">By how much times may differ.</param>
    /// <param name="rows">The journal as it arrives.</param>
    /// <param name="arrived">Called when all of it has arrived.</param>
    /// <param name="cancellationToken">Ends it; then nothing is kept.</param>
    /// <exception cref="UnreadableFileException">A line is no row, or there are none or too many.</exception>
    /// <exception cref="IOException">The journal broke off.</exception>
    public async Task<Guid> RunAsync(
        string distributorId, LedgerDay day, int toleranceSeconds, IAsyncEnumerable<JournalRow> rows, Action arrived, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(CreateTables, transaction: transaction, cancellationToken: cancellationToken));
        await ReceiveAsync(connection, rows, cancellationToken);
        arrived();
        var report = new
        {
            id = Guid.CreateVersion7(time.GetUtcNow()),
            distributorId,
            day = day.Day,
            timeZone = day.TimeZone,
            from = day.Start,
            to = day.End,
            tolerance = toleranceSeconds,
            most = options.Value.MaxDifferences,
            now = time.GetUtcNow().UtcDateTime,
        };
        await connection.ExecuteAsync(new CommandDefinition(Compare, report, transaction, PatienceSeconds, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return report.id;
    }

    private async Task ReceiveAsync(NpgsqlConnection connection, IAsyncEnumerable<JournalRow> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Copy, cancellationToken);
        var count = 0;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (++count > options.Value.MaxJournalRows)
                throw new UnreadableFileException(row.Line, string.Create(CultureInfo.InvariantCulture, $"The journal has more than {options.Value.MaxJournalRows} rows."));
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Bigint, cancellationToken);
            await TextAsync(copy, row.RequestId, cancellationToken);
            await TextAsync(copy, row.VoucherCode, cancellationToken);
            await TextAsync(copy, row.TerminalId, cancellationToken);
            await (row.At is { } at ? copy.WriteAsync(at, NpgsqlDbType.TimestampTz, cancellationToken) : copy.WriteNullAsync(cancellationToken));
        }
        if (count == 0)
            throw new UnreadableFileException(0, "The journal has no rows.");
        await copy.CompleteAsync(cancellationToken);
    }

    private static Task TextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken cancellationToken) =>
        text is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
}
