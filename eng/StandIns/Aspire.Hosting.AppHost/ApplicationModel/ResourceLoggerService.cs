using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Keeps what resources write, and lets others read along. The last 10,000 lines of each instance are kept.</summary>
public class ResourceLoggerService
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Called for each line; set when resources are to be logged with the AppHost's own messages too.</summary>
    internal Action<string, LogLine>? Forward { get; set; }

    internal TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>A logger that writes to the console log of all instances of a resource.</summary>
    public ILogger GetLogger(IResource resource) => new ResourceLogger([.. resource.GetResolvedResourceNames().Select(Log)]);

    /// <summary>A logger that writes to the console log of one instance.</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger([Log(resourceName)]);

    /// <summary>The kept lines, then each new one, until cancelled or <see cref="Complete(string)"/>.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => Log(resourceName).ReadAsync(follow: true);

    /// <inheritdoc cref="WatchAsync(string)"/>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(resource.GetResolvedResourceNames()[0]);

    /// <summary>The kept lines.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(string resourceName) => Log(resourceName).ReadAsync(follow: false);

    /// <inheritdoc cref="GetAllAsync(string)"/>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> GetAllAsync(IResource resource) => GetAllAsync(resource.GetResolvedResourceNames()[0]);

    /// <summary>Says that nothing more will be written: those who watch come to an end.</summary>
    public void Complete(string name) => Log(name).Complete();

    /// <inheritdoc cref="Complete(string)"/>
    public void Complete(IResource resource)
    {
        foreach (var name in resource.GetResolvedResourceNames())
        {
            Complete(name);
        }
    }

    /// <summary>Forgets the kept lines.</summary>
    public void ClearBacklog(string resourceName) => Log(resourceName).Clear();

    internal void Write(string resourceId, string text, bool isError) => Log(resourceId).Write(text, isError);

    internal void CompleteAll()
    {
        foreach (var log in _logs.Values)
        {
            log.Complete();
        }
    }

    private ResourceLog Log(string resourceId) =>
        _logs.GetOrAdd(resourceId, id => new ResourceLog(() => Clock.GetUtcNow(), line => Forward?.Invoke(id, line)));
}
