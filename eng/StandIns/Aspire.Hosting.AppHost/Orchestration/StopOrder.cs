namespace Aspire.Hosting.Orchestration;

/// <summary>Stops all instances: one stops when those that waited for it have stopped, stores after everything else.</summary>
internal sealed class StopOrder(IReadOnlyList<ResourceRunner> runners)
{
    private readonly Dictionary<ResourceRunner, Task> _stops = [];

    public async Task StopAsync()
    {
        foreach (var runner in runners)
        {
            _ = StopOf(runner);
        }

        await Task.WhenAll(_stops.Values);
    }

    private Task StopOf(ResourceRunner runner)
    {
        if (_stops.TryGetValue(runner, out var stop))
        {
            return stop;
        }

        _stops[runner] = Task.CompletedTask; // Ends the recursion should two wait for each other.
        return _stops[runner] = StopAfterAsync(runner, [.. runners.Where(other => MustStopBefore(other, runner)).Select(StopOf)]);
    }

    private static async Task StopAfterAsync(ResourceRunner runner, Task[] others)
    {
        await Task.WhenAll(others);
        await runner.StopAsync();
    }

    private static bool MustStopBefore(ResourceRunner other, ResourceRunner runner) =>
        (runner.Resource is ContainerResource && other.Resource is not ContainerResource)
        || other.Resource.Annotations.OfType<WaitAnnotation>().Any(wait => ReferenceEquals(wait.Resource, runner.Resource) && !ReferenceEquals(other.Resource, runner.Resource));
}
