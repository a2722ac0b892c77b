using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// Lets Aspire.Hosting.Testing run an AppHost's own entry point up to <c>Build()</c> and take over from there. It flows with the
/// execution context of the thread that calls the entry point, so it touches no other builder in the process.
/// </summary>
internal sealed class EntryPointIntercept
{
    private static readonly AsyncLocal<EntryPointIntercept?> _current = new();

    public static EntryPointIntercept? Current
    {
        get => _current.Value;
        set => _current.Value = value;
    }

    /// <summary>Called before the builder reads its options and settings.</summary>
    public required Action<DistributedApplicationOptions, HostApplicationBuilderSettings> Creating { get; init; }

    /// <summary>Called when the AppHost calls <c>Build()</c>; that call goes on when this returns.</summary>
    public required Action<DistributedApplicationBuilder> Building { get; init; }

    public required Action<DistributedApplication> Built { get; init; }

    /// <summary>Completes when the test is done with the application.</summary>
    public required Task Ended { get; init; }
}
