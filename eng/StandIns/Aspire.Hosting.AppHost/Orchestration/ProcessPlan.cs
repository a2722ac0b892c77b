using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>How a process is started and stopped.</summary>
internal sealed record ProcessPlan
{
    public required string FileName { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public required string WorkingDirectory { get; init; }

    /// <summary>Added to the AppHost's own variables.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Written to its standard input, which is closed then: the way for secrets that no process list shows.</summary>
    public string? Input { get; init; }

    /// <summary>Runs as this user instead of root.</summary>
    public string? User { get; init; }

    /// <summary>Asks it to end.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How long it may take to end before it is killed. Default: 10 s.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Called when it has ended.</summary>
    public Action? Ended { get; init; }
}

/// <summary>Makes a container resource a process on this machine.</summary>
/// <param name="PlanAsync">Gets everything ready, and says how the process is started.</param>
/// <param name="CleanUp">Called when the application has stopped.</param>
internal sealed record LocalProcessAnnotation(Func<LocalProcessContext, Task<ProcessPlan>> PlanAsync, Action CleanUp) : IResourceAnnotation;

/// <summary>What a store's process is planned with.</summary>
internal sealed record LocalProcessContext(
    IServiceProvider Services,
    ILogger Logger,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    CancellationToken CancellationToken);
