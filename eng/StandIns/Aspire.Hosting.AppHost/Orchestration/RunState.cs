using System.Collections.Immutable;
using System.Globalization;

namespace Aspire.Hosting.Orchestration;

/// <summary>Publishes what happens to one instance of a process resource.</summary>
internal sealed class RunState(IResource resource, string id, int ordinal, ResourceNotificationService notifications, TimeProvider clock)
{
    private bool _stopping;

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The first snapshot, before anything starts.</summary>
    public Task CreatedAsync(bool explicitStart) => PublishAsync(snapshot => snapshot with
    {
        State = explicitStart ? KnownResourceStates.NotStarted : KnownResourceStates.Starting,
        CreationTimeStamp = Now,
        Urls = DisplayUrls.Of(resource, ordinal, isActive: false),
        Volumes = [.. resource.Annotations.OfType<ContainerMountAnnotation>().Select(m => new VolumeSnapshot(m.Source, m.Target, m.Type.ToString(), m.IsReadOnly))],
        Properties = [.. SourceProperties()],
    });

    public Task StartingAsync()
    {
        _stopping = false;
        return PublishAsync(snapshot => snapshot with
        {
            State = KnownResourceStates.Starting,
            StartTimeStamp = null,
            StopTimeStamp = null,
            ExitCode = null,
        });
    }

    public async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        if (resource.HasAnnotationOfType<WaitAnnotation>())
        {
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Waiting });
            await notifications.WaitForDependenciesAsync(resource, cancellationToken);
            await PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Starting });
        }
    }

    public Task RunningAsync(int processId, ProcessPlan plan) => PublishAsync(snapshot => snapshot with
    {
        State = KnownResourceStates.Running,
        StartTimeStamp = Now,
        HealthReports = ResourceHealth.NotYetReported(resource),
        EnvironmentVariables = [.. plan.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, IsFromSpec: true))],
        Urls = DisplayUrls.Of(resource, ordinal, isActive: true),
        Properties =
        [
            .. SourceProperties(),
            new("executable.path", plan.FileName),
            new("executable.workDir", plan.WorkingDirectory),
            new("executable.args", plan.Arguments.ToImmutableArray()) { IsSensitive = true },
            new("executable.pid", processId),
        ],
    });

    public Task StoppingAsync()
    {
        _stopping = true;
        return PublishAsync(snapshot => snapshot with { State = KnownResourceStates.Stopping });
    }

    public Task NotStartedAsync() => EndAsync(KnownResourceStates.Exited, exitCode: null);

    public Task FailedToStartAsync() => EndAsync(new ResourceStateSnapshot(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error), exitCode: null);

    /// <summary>The process has ended. By itself with 0: finished; anything else: exited.</summary>
    public async Task<ResourceEvent> EndedAsync(int exitCode)
    {
        var state = (_stopping, exitCode) switch
        {
            (true, _) => new ResourceStateSnapshot(KnownResourceStates.Exited, Style: null),
            (false, 0) => new ResourceStateSnapshot(KnownResourceStates.Finished, KnownResourceStateStyles.Success),
            _ => new ResourceStateSnapshot(KnownResourceStates.Exited, KnownResourceStateStyles.Error),
        };
        await EndAsync(state, exitCode);
        notifications.TryGetCurrentState(id, out var last);
        return last!;
    }

    private Task EndAsync(ResourceStateSnapshot? state, int? exitCode) => PublishAsync(snapshot => snapshot with
    {
        State = state,
        StopTimeStamp = Now,
        ExitCode = exitCode,
        Ready = null,
        HealthReports = ResourceHealth.NotYetReported(resource),
        Urls = DisplayUrls.Of(resource, ordinal, isActive: false),
        Properties = exitCode is { } code
            ? [.. snapshot.Properties.Where(p => p.Name is not ("resource.exitCode" or "executable.pid")), new("resource.exitCode", code.ToString(CultureInfo.InvariantCulture))]
            : snapshot.Properties,
    });

    private IEnumerable<ResourcePropertySnapshot> SourceProperties() => resource.Annotations.OfType<IProjectMetadata>().LastOrDefault() is { } project
        ? [new ResourcePropertySnapshot("project.path", project.ProjectPath)]
        : [];

    private Task PublishAsync(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => notifications.PublishUpdateAsync(resource, id, change);
}
