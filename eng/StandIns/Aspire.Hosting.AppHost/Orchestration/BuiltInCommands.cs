using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.Orchestration;

/// <summary>The commands that every process has: start, stop, restart.</summary>
internal static class BuiltInCommands
{
    public static void AddTo(IEnumerable<IResource> resources)
    {
        foreach (var resource in resources.Where(ResourceInstances.IsProcess))
        {
            Add(resource, KnownResourceCommands.StartCommand, "Start", "Play", state => state switch
            {
                _ when IsIdle(state) || state.Is(KnownResourceStates.Waiting) => ResourceCommandState.Enabled,
                _ when state.Is(KnownResourceStates.Starting) => ResourceCommandState.Disabled,
                _ => ResourceCommandState.Hidden,
            }, runner => runner.StartNowAsync());
            Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop", state => state switch
            {
                _ when state.Is(KnownResourceStates.Running) || state.Is(KnownResourceStates.Waiting) => ResourceCommandState.Enabled,
                _ when state.Is(KnownResourceStates.Stopping) => ResourceCommandState.Disabled,
                _ => ResourceCommandState.Hidden,
            }, runner => runner.StopAsync());
            Add(resource, KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", state => state.Is(KnownResourceStates.Running)
                ? ResourceCommandState.Enabled
                : ResourceCommandState.Disabled, runner => runner.RestartAsync());
        }
    }

    private static bool IsIdle(ResourceStateSnapshot? state) => state is null || state.IsTerminal() || state.Is(KnownResourceStates.NotStarted);

    private static void Add(
        IResource resource,
        string name,
        string displayName,
        string iconName,
        Func<ResourceStateSnapshot?, ResourceCommandState> state,
        Func<ResourceRunner, Task> run) =>
        resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => state(context.ResourceSnapshot.State),
            async context =>
            {
                var runner = context.ServiceProvider.GetRequiredService<ApplicationOrchestrator>().RunnerOf(context.ResourceName);
                await run(runner);
                return CommandResults.Success();
            },
            displayDescription: null,
            parameter: null,
            confirmationMessage: null,
            iconName,
            IconVariant.Filled,
            isHighlighted: true));
}
