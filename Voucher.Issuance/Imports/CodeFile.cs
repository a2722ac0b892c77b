using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using Voucher.Issuance.Uploads;

namespace Voucher.Issuance.Imports;

/// <summary>
/// Reads a file of codes as it arrives: CSV (RFC 4180; separated by commas, semicolons or tabs; with or without a header; UTF-8, or
/// UTF-16 with a byte order mark), or plain text with a code in each line and perhaps a tab and its serial number. Memory does not grow with the file.
/// </summary>
public sealed class CodeFile
{
    /// <summary>The longest line, in bytes. A file with a longer one is no file of codes.</summary>
    public const int LongestLine = 4096;

    private const string CodeColumn = "code";
    private const int ColumnsWithoutHeader = 2;
    private static readonly string[] SerialColumns = ["serial_number", "serialnumber", "serial number", "serial"];

    private readonly Queue<CodeLine> malformed = new();
    private readonly CsvReader reader;
    private readonly bool hasColumns;
    private int codeColumn;
    private int serialColumn = 1;

    /// <summary>Reads a stream.</summary>
    /// <param name="content">The file; not disposed.</param>
    /// <param name="isCsv">Whether it is CSV; plain text otherwise.</param>
    public CodeFile(Stream content, bool isCsv)
    {
        hasColumns = isCsv;
        reader = CsvReader.Create(content, new CsvReaderOptions
        {
            Mode = isCsv ? CsvMode.Rfc4180 : CsvMode.NoEscape,
            Separator = isCsv ? null : '\t',
            HasHeader = false,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            MaxRecordSize = LongestLine,
            TrackLineNumbers = true,
            // So that one forgotten quote spoils its own line only.
            AllowLineBreaksInQuotes = false,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = record => malformed.Enqueue(new CodeLine(record.LineNumber, Code: null, SerialNumber: null, Fault(record.Reason))),
        }, leaveOpen: true);
    }

    /// <summary>The lines in order, those without a code left out.</summary>
    /// <exception cref="UnreadableFileException">A line is too long.</exception>
    /// <exception cref="IOException">The file broke off.</exception>
    public async IAsyncEnumerable<CodeLine> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reading = reader;
        var isFirst = true;
        while (await NextAsync(cancellationToken))
        {
            while (malformed.TryDequeue(out var line))
                yield return line;
            var isHeader = isFirst && hasColumns && FindColumns();
            isFirst = false;
            if (!isHeader && !IsBlank())
                yield return Line();
        }
        while (malformed.TryDequeue(out var line))
            yield return line;
    }

    private async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException error)
        {
            throw new UnreadableFileException(error.LineNumber, $"Line {error.LineNumber} is longer than {LongestLine} bytes. Is this a file of codes, one a line?");
        }
    }

    /// <summary>Whether the first line is a header: one of its fields is <c>code</c>.</summary>
    private bool FindColumns()
    {
        var names = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToList();
        var code = names.FindIndex(name => name.Equals(CodeColumn, StringComparison.OrdinalIgnoreCase));
        if (code < 0)
            return false;
        codeColumn = code;
        serialColumn = names.FindIndex(name => SerialColumns.Contains(name, StringComparer.OrdinalIgnoreCase));
        HasHeader = true;
        return true;
    }

    private bool HasHeader { get; set; }

    private bool IsBlank() => reader.FieldCount == 1 && reader.IsEmpty(0);

    private CodeLine Line()
    {
        if (!HasHeader && reader.FieldCount > ColumnsWithoutHeader)
            return Faulty($"The line has {reader.FieldCount} fields. Without a header there are a code and perhaps a serial number.");
        var code = reader.GetSpan(codeColumn);
        if (CodeText.Fault(code, "code") is { } fault)
            return Faulty(fault);
        var serial = serialColumn < 0 ? default : reader.GetSpan(serialColumn);
        if (!serial.IsEmpty && CodeText.Fault(serial, "serial number") is { } serialFault)
            return Faulty(serialFault);
        return new CodeLine(reader.LineNumber, Encoding.ASCII.GetString(code), serial.IsEmpty ? null : Encoding.ASCII.GetString(serial), Problem: null);
    }

    private CodeLine Faulty(string problem) => new(reader.LineNumber, Code: null, SerialNumber: null, problem);

    private static string Fault(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "There is a quote in the middle of a field. Put the field in quotes and double the quote.",
        CsvMalformedReason.TextAfterClosingQuote => "There is text behind a closing quote.",
        CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes => "A quote is not closed in its line.",
        _ => "The line is not well-formed CSV.",
    };
}
