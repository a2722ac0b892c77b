namespace Voucher.Issuance.Matching;

internal static partial class MatchingLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Campaigns did not tell its version; kept answers serve for a while")]
    public static partial void NotHeard(ILogger logger, Exception error);
}
