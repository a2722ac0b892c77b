namespace Voucher.Issuance.Ledger;

internal static partial class LedgerLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A ledger batch of {Count} failed")]
    public static partial void BatchFailed(ILogger logger, Exception error, int count);
}
