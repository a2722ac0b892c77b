namespace Voucher.Issuance.Requests;

internal static partial class RequestsLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} declined requests could not be recorded")]
    public static partial void DeclinedUnrecorded(ILogger logger, Exception error, int count);
}
