using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using CsvHelper;

namespace Voucher.Issuance.Reconciliation;

/// <summary>
/// Reads a journal as CSV as it arrives (RFC 4180; separated by commas, semicolons or tabs; UTF-8, or UTF-16 with a byte order mark). The first line
/// names the columns, in any order. Memory does not grow with the journal.
/// </summary>
internal sealed class CsvJournal
{
    /// <summary>The longest line, in bytes.</summary>
    public const int LongestLine = 16 * 1024;

    private readonly CsvReader reader;
    private readonly int[] columns = [-1, -1, -1, -1];
    private int width;
    private long malformed;

    /// <summary>Reads a stream, which is not disposed.</summary>
    public CsvJournal(Stream body) => reader = CsvReader.Create(
        body,
        new CsvReaderOptions
        {
            HasHeader = false,
            TrimWhitespace = true,
            MaxRecordSize = LongestLine,
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => malformed = malformed == 0 ? record.LineNumber : malformed,
        },
        leaveOpen: true);

    /// <summary>The rows in order; empty lines are left out.</summary>
    /// <exception cref="Uploads.UnreadableFileException">A line is no row, or the first line does not name the columns.</exception>
    /// <exception cref="IOException">The journal broke off.</exception>
    public async IAsyncEnumerable<JournalRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reading = reader;
        if (!await NextAsync(cancellationToken))
            yield break;
        FindColumns();
        while (await NextAsync(cancellationToken))
        {
            if (reader.FieldCount != 1 || !reader.IsEmpty(0))
                yield return Row();
        }
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        bool isThere;
        try
        {
            isThere = await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException error)
        {
            throw JournalRow.Bad(error.LineNumber, $"is longer than {LongestLine} bytes.");
        }
        return malformed == 0 ? isThere : throw JournalRow.Bad(malformed, "is no well-formed CSV: a quote is not closed, or stands in the middle of a field.");
    }

    private void FindColumns()
    {
        width = reader.FieldCount;
        for (var i = 0; i < width; i++)
        {
            var field = Array.FindIndex(JournalRow.Fields, known => known.Equals(reader.GetString(i), StringComparison.OrdinalIgnoreCase));
            if (field < 0)
                throw JournalRow.Bad(reader.LineNumber, $"must name the columns, and its field {i + 1} names none. There are: {string.Join(", ", JournalRow.Fields)}.");
            if (columns[field] >= 0)
                throw JournalRow.Bad(reader.LineNumber, $"names the column {JournalRow.Fields[field]} twice.");
            columns[field] = i;
        }
        if (columns[0] < 0 && columns[1] < 0)
            throw JournalRow.Bad(reader.LineNumber, "must name the column request_id or voucher_code.");
    }

    private JournalRow Row()
    {
        if (reader.FieldCount != width)
            throw JournalRow.Bad(reader.LineNumber, $"has {reader.FieldCount} fields; the first line names {width}.");
        return JournalRow.Of(reader.LineNumber, [Text(0), Text(1), Text(2), Text(3)]);
    }

    private string? Text(int field)
    {
        if (columns[field] < 0)
            return null;
        var text = reader.GetSpan(columns[field]);
        if (text.IsEmpty)
            return null;
        return Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw JournalRow.Bad(reader.LineNumber, $"has a {JournalRow.Fields[field]} that is not UTF-8.");
    }
}
