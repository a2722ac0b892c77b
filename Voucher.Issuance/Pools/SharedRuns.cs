using System.Collections.Concurrent;

namespace Voucher.Issuance.Pools;

/// <summary>Lets callers in this process that want the same work done for a campaign at the same time share one run of it.</summary>
internal sealed class SharedRuns
{
    private readonly ConcurrentDictionary<string, Lazy<Task>> underWay = new();

    /// <summary>
    /// Joins the campaign's run that is under way, or starts one. The run goes on when a caller stops waiting for it; all callers get its exception.
    /// </summary>
    public async Task RunAsync(string campaignId, Func<string, Task> work)
    {
        var run = underWay.GetOrAdd(campaignId, id => new Lazy<Task>(() => Task.Run(() => work(id))));
        try
        {
            await run.Value;
        }
        finally
        {
            underWay.TryRemove(KeyValuePair.Create(campaignId, run));
        }
    }
}
