namespace Voucher.Issuance.Events;

internal static partial class EventsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Events could not be spread; tried again in the next round")]
    public static partial void NotSpread(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "Events of campaign {CampaignId} wait: Campaigns does not answer")]
    public static partial void CampaignsAway(ILogger logger, Exception error, string campaignId);
}
