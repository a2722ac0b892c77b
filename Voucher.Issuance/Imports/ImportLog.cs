namespace Voucher.Issuance.Imports;

internal static partial class ImportLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Import {ImportId} of campaign {CampaignId} goes from {From} to {To}")]
    public static partial void Moved(ILogger logger, long importId, string campaignId, string from, string to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Import {ImportId} could not go on; it will be tried again")]
    public static partial void Interrupted(ILogger logger, Exception error, long importId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Import {ImportId} failed")]
    public static partial void Failed(ILogger logger, Exception error, long importId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Imports could not be looked after")]
    public static partial void RoundFailed(ILogger logger, Exception error);
}
