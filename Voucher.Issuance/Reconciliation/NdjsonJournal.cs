using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Voucher.Issuance.Reconciliation;

/// <summary>Reads a journal of a JSON object a line as it arrives. Memory does not grow with it.</summary>
internal static class NdjsonJournal
{
    /// <summary>The longest line, in bytes.</summary>
    public const int LongestLine = 16 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The rows in order; empty lines are left out.</summary>
    /// <exception cref="Uploads.UnreadableFileException">A line is no row.</exception>
    /// <exception cref="IOException">The journal broke off.</exception>
    public static async IAsyncEnumerable<JournalRow> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = 1L;
        await foreach (var text in LinesAsync(body, cancellationToken))
        {
            if (text.Length > LongestLine)
                throw JournalRow.Bad(line, $"is longer than {LongestLine} bytes.");
            if (Parse(line, text) is { } row)
                yield return row;
            line++;
        }
    }

    /// <summary>The lines. One that is too long may come as several.</summary>
    private static async IAsyncEnumerable<ReadOnlySequence<byte>> LinesAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 4 * LongestLine, leaveOpen: true));
        try
        {
            for (var isLast = false; !isLast;)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                isLast = read.IsCompleted;
                while (TryTakeLine(ref rest, isLast, out var line))
                    yield return line;
                pipe.AdvanceTo(rest.Start, rest.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, bool isLast, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return true;
        }
        line = rest;
        if (rest.IsEmpty || (!isLast && rest.Length <= LongestLine))
            return false;
        rest = rest.Slice(rest.End);
        return true;
    }

    private static JournalRow? Parse(long line, ReadOnlySequence<byte> text)
    {
        if (line == 1 && text.Length >= ByteOrderMark.Length && text.Slice(0, ByteOrderMark.Length).ToArray().AsSpan().SequenceEqual(ByteOrderMark))
            text = text.Slice(ByteOrderMark.Length);
        var json = new Utf8JsonReader(text);
        try
        {
            return IsBlank(text) ? null : Parse(line, ref json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Text that is no Unicode, such as half a surrogate pair, is an invalid operation to the reader.
            throw JournalRow.Bad(line, "is no JSON object (RFC 8259, UTF-8).");
        }
    }

    private static JournalRow Parse(long line, ref Utf8JsonReader json)
    {
        string?[] texts = [null, null, null, null];
        var seen = 0;
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            throw JournalRow.Bad(line, "is no JSON object.");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldAt(ref json);
            if (field < 0)
                throw JournalRow.Bad(line, $"has an unknown field. Known are: {string.Join(", ", JournalRow.Fields)}.");
            if ((seen & 1 << field) != 0)
                throw JournalRow.Bad(line, $"has {JournalRow.Fields[field]} twice.");
            seen |= 1 << field;
            json.Read();
            texts[field] = json.TokenType switch
            {
                JsonTokenType.String => json.GetString(),
                JsonTokenType.Null => null,
                _ => throw JournalRow.Bad(line, $"has a {JournalRow.Fields[field]} that is no text."),
            };
        }
        // Anything behind the object is an error to the reader.
        json.Read();
        return JournalRow.Of(line, texts);
    }

    private static int FieldAt(ref Utf8JsonReader json)
    {
        for (var i = 0; i < JournalRow.Fields.Length; i++)
        {
            if (json.ValueTextEquals(JournalRow.Fields[i]))
                return i;
        }
        return -1;
    }

    private static bool IsBlank(ReadOnlySequence<byte> text)
    {
        foreach (var part in text)
        {
            if (part.Span.ContainsAnyExcept((byte)' ', (byte)'\t', (byte)'\r'))
                return false;
        }
        return true;
    }
}
