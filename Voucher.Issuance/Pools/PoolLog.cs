namespace Voucher.Issuance.Pools;

internal static partial class PoolLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Rebuilt the pool of {CampaignId} in epoch {Epoch} with {Count} codes")]
    public static partial void Rebuilt(ILogger logger, string campaignId, long epoch, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Could not look after the pool of {CampaignId}; the next round tries again")]
    public static partial void RoundFailed(ILogger logger, Exception error, string campaignId);
}
