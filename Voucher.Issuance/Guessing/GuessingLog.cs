namespace Voucher.Issuance.Guessing;

internal static partial class GuessingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis did not answer, look-ups of vouchers go on without limit")]
    public static partial void Uncounted(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} misses could not be recorded")]
    public static partial void Unrecorded(ILogger logger, Exception error, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{PrincipalId} at {Address} has looked for too many vouchers that it has not and is refused for a while")]
    public static partial void RefusedFromNow(ILogger logger, string principalId, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not delete old misses; the next round tries again")]
    public static partial void NotDeleted(ILogger logger, Exception error);
}
