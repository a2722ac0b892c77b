namespace Aspire.Hosting.ApplicationModel;

/// <summary>Comparing states.</summary>
internal static class ResourceStateExtensions
{
    public static bool Is(this ResourceStateSnapshot? state, string text) => string.Equals(state?.Text, text, StringComparison.OrdinalIgnoreCase);

    public static bool IsTerminal(this ResourceStateSnapshot? state) => KnownResourceStates.TerminalStates.Any(text => state.Is(text));
}
