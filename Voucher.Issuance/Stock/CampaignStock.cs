namespace Voucher.Issuance.Stock;

/// <summary>How many codes a campaign has, where they are, and how long they will do.</summary>
/// <param name="CampaignId">The campaign.</param>
/// <param name="Imported">All codes that it ever had.</param>
/// <param name="Available">Codes that can still be claimed, in Redis or not yet there.</param>
/// <param name="InRedis">Codes that are loaded into Redis; null when it does not answer.</param>
/// <param name="InFlight">Codes that are claimed and not settled yet; null when Redis does not answer.</param>
/// <param name="Issued">Codes that became vouchers.</param>
/// <param name="Withdrawn">Codes that were taken back.</param>
/// <param name="Redeemed">Vouchers that were redeemed.</param>
/// <param name="RatePerMinute">Vouchers a minute, over the last minutes; null while the service has not watched for long enough.</param>
/// <param name="DepletedAt">When the codes will be used up at that rate, UTC; null when nothing is issued or the rate is unknown.</param>
/// <param name="Level">One of <see cref="StockLevels"/>.</param>
/// <param name="LowAt">Below how many available codes the level is low.</param>
/// <param name="Revision">Rises with each change of the threshold.</param>
public sealed record CampaignStock(
    string CampaignId,
    long Imported,
    long Available,
    long? InRedis,
    long? InFlight,
    long Issued,
    long Withdrawn,
    long Redeemed,
    double? RatePerMinute,
    DateTime? DepletedAt,
    string Level,
    long LowAt,
    long Revision);
