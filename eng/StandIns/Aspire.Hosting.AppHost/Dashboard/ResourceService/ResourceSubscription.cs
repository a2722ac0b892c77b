using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Resource = Aspire.Hosting.Dashboard.ResourceService.Messages.Resource;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>One watcher of a <see cref="ResourceFeed"/>: what there was when it came, and what has changed since it last read.</summary>
internal sealed class ResourceSubscription(IReadOnlyList<Resource> initial, Action<ResourceSubscription> unsubscribe) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(capacity: 1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private Dictionary<string, Resource> _pending = new(StringComparer.Ordinal);

    internal IReadOnlyList<Resource> Initial { get; } = initial;

    internal void Offer(Resource resource)
    {
        lock (_gate)
            _pending[resource.Name] = resource;
        _changed.Writer.TryWrite(true);
    }

    /// <summary>Batches of changed resources, each instance at most once a batch, until it is cancelled.</summary>
    internal async IAsyncEnumerable<IReadOnlyCollection<Resource>> ChangesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var _ in _changed.Reader.ReadAllAsync(cancellationToken))
        {
            Dictionary<string, Resource> batch;
            lock (_gate)
            {
                batch = _pending;
                _pending = new(StringComparer.Ordinal);
            }

            if (batch.Count > 0)
                yield return batch.Values;
        }
    }

    public void Dispose() => unsubscribe(this);
}
