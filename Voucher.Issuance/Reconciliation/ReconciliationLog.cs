namespace Voucher.Issuance.Reconciliation;

internal static partial class ReconciliationLog
{
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Reconciliation {Id} of {DistributorId}: {Rows} rows, {MissingHere} missing here, {MissingThere} missing there")]
    public static partial void Reconciled(ILogger logger, Guid id, string distributorId, long rows, long missingHere, long missingThere);

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Count} reconciliations that were old enough")]
    public static partial void Deleted(ILogger logger, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old reconciliations could not be deleted; tried again in the next round")]
    public static partial void NotDeleted(ILogger logger, Exception error);
}
