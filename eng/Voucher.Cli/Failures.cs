namespace Voucher.Cli;

/// <summary>What a process answers its caller with.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    /// <summary>By the convention of shells: 128 and the number of the signal that Ctrl+C sends.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command could not do what it was told; the message is for the operator.</summary>
internal class FailedException(string message, params IReadOnlyList<string> details) : Exception(message)
{
    /// <summary>More lines behind the message.</summary>
    public IReadOnlyList<string> Details { get; } = details;
}

/// <summary>The command was called in a wrong way; nothing was done.</summary>
internal sealed class UsageException(string message) : Exception(message);
