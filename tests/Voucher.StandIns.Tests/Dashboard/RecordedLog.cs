using Microsoft.Extensions.Logging;

namespace Voucher.StandIns.Tests.Dashboard;

/// <summary>Keeps what is logged, each message after its level.</summary>
internal sealed class RecordedLog : ILogger, ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly List<string> _messages = [];
    private readonly List<(string Part, TaskCompletionSource<string> Found)> _awaited = [];

    internal IReadOnlyCollection<string> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    /// <summary>The first message with a text, now or when it is logged.</summary>
    internal Task<string> FirstAsync(string part)
    {
        lock (_gate)
        {
            if (_messages.Find(message => message.Contains(part, StringComparison.Ordinal)) is { } found)
                return Task.FromResult(found);
            var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((part, awaited));
            return awaited.Task;
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = $"{logLevel} {formatter(state, exception)}";
        lock (_gate)
        {
            _messages.Add(message);
            foreach (var (part, found) in _awaited)
            {
                if (message.Contains(part, StringComparison.Ordinal))
                    found.TrySetResult(message);
            }
        }
    }

    public void Dispose()
    {
    }
}
