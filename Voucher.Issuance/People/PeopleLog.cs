namespace Voucher.Issuance.People;

internal static partial class PeopleLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "What was persons' is kept no longer: erased of {Count} vouchers")]
    public static partial void Erased(ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not erase what is kept no longer; the next round tries again")]
    public static partial void NotErased(ILogger logger, Exception error);
}
