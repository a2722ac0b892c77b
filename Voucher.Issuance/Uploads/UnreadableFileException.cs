namespace Voucher.Issuance.Uploads;

/// <summary>A file that cannot be read as lines at all, so that nothing can be said of the lines that would follow.</summary>
public sealed class UnreadableFileException(long line, string message) : Exception(message)
{
    /// <summary>The line where reading ended; 0 when there is none.</summary>
    public long Line { get; } = line;
}
