using System.Collections.Concurrent;

namespace Voucher.Issuance.Pools;

/// <summary>Lets callers in this process that want the same work done at the same time share one run of it.</summary>
/// <typeparam name="T">What tells one work from another.</typeparam>
internal sealed class SharedRuns<T>
    where T : notnull
{
    private readonly ConcurrentDictionary<T, Lazy<Task>> underWay = new();

    /// <summary>
    /// Joins the run that is under way, or starts one. The run goes on when a caller stops waiting for it; all callers get its exception.
    /// </summary>
    public async Task RunAsync(T what, Func<T, Task> work)
    {
        var run = underWay.GetOrAdd(what, key => new Lazy<Task>(() => Task.Run(() => work(key))));
        try
        {
            await run.Value;
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(what, run));
        }
    }
}
