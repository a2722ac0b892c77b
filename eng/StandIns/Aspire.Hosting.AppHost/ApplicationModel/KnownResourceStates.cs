namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that resources pass through.</summary>
public static class KnownResourceStates
{
    public static readonly string Starting = nameof(Starting);

    public static readonly string Running = nameof(Running);

    /// <summary>Could not be started: what came before its process failed, or the process did not come up.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Its process ended with a failure, or was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Its process ended by itself with exit code 0.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Waits for its dependencies.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Waits for somebody to start it (<c>WithExplicitStart</c>).</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>States that a resource does not leave by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>How a state is shown.</summary>
public static class KnownResourceStateStyles
{
    public static readonly string Success = "success";

    public static readonly string Error = "error";

    public static readonly string Info = "info";

    public static readonly string Warn = "warning";
}

/// <summary>The types of resources that the dashboard knows.</summary>
public static class KnownResourceTypes
{
    public static readonly string Executable = nameof(Executable);

    public static readonly string Project = nameof(Project);

    public static readonly string Container = nameof(Container);

    public static readonly string Parameter = nameof(Parameter);
}

/// <summary>The commands that every process has.</summary>
public static class KnownResourceCommands
{
    public static readonly string StartCommand = "start";

    public static readonly string StopCommand = "stop";

    public static readonly string RestartCommand = "restart";
}
