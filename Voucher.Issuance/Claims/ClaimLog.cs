namespace Voucher.Issuance.Claims;

internal static partial class ClaimLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {CampaignId}: {PutBack} abandoned claims put back, {Settled} settled")]
    public static partial void Swept(ILogger logger, string campaignId, int putBack, int settled);
}
