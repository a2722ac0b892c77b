namespace Voucher.Issuance.Stock;

internal static partial class StockLog
{
    [LoggerMessage(EventName = "campaign_depleted", Level = LogLevel.Warning, Message = "Campaign {CampaignId} has no code left")]
    public static partial void Depleted(ILogger logger, string campaignId);

    [LoggerMessage(EventName = "campaign_low", Level = LogLevel.Warning, Message = "Campaign {CampaignId} has {Unissued} codes left")]
    public static partial void Low(ILogger logger, string campaignId, long unissued);

    [LoggerMessage(EventName = "campaign_filled", Level = LogLevel.Information, Message = "Campaign {CampaignId} has {Unissued} codes again")]
    public static partial void Filled(ILogger logger, string campaignId, long unissued);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stock could not be taken")]
    public static partial void NotTaken(ILogger logger, Exception error);
}
