using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The console log of one resource instance: the last lines, and those who read along.</summary>
internal sealed class ResourceLog(Func<DateTimeOffset> now, Action<LogLine> written)
{
    /// <summary>A reader that is this far behind loses lines; it sees the gap in the line numbers.</summary>
    private const int MaxLines = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private readonly List<ChannelWriter<LogLine>> _readers = [];
    private int _count;
    private bool _complete;

    public void Write(string text, bool isError)
    {
        LogLine line;
        lock (_lock)
        {
            var time = now().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            line = new LogLine(++_count, $"{time} {text}", isError);
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }

            foreach (var reader in _readers)
            {
                reader.TryWrite(line);
            }
        }

        written(line);
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _complete = true;
            _readers.ForEach(reader => reader.TryComplete());
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> ReadAsync(bool follow, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MaxLines) { FullMode = BoundedChannelFullMode.DropOldest });
        LogLine[] kept;
        lock (_lock)
        {
            kept = [.. _lines];
            follow &= !_complete;
            if (follow)
            {
                _readers.Add(channel.Writer);
            }
        }

        try
        {
            if (kept.Length > 0)
            {
                yield return kept;
            }

            while (follow && await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                yield return Drain(channel.Reader);
            }
        }
        finally
        {
            lock (_lock)
            {
                _readers.Remove(channel.Writer);
            }
        }
    }

    private static List<LogLine> Drain(ChannelReader<LogLine> reader)
    {
        var lines = new List<LogLine>();
        while (reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }
}
