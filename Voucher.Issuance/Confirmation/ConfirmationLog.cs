namespace Voucher.Issuance.Confirmation;

internal static partial class ConfirmationLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} vouchers of {CampaignId} were not confirmed in time and went back")]
    public static partial void Returned(ILogger logger, string campaignId, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not return vouchers that were not confirmed in time; the next round tries again")]
    public static partial void RoundFailed(ILogger logger, Exception error);
}
