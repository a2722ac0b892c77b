namespace Voucher.Issuance.Events;

/// <summary>What events there are.</summary>
public static class EventTypes
{
    /// <summary>A code became a voucher; of one that has to be confirmed, when it was.</summary>
    public const string VoucherIssued = "voucher_issued";

    public const string VoucherRedeemed = "voucher_redeemed";
    public const string VoucherCancelled = "voucher_cancelled";

    /// <summary>An account has got a product for a voucher.</summary>
    public const string UserProductCreated = "voucher_user_product_created";

    /// <summary>A campaign has fewer codes than its threshold.</summary>
    public const string CampaignLow = "campaign_low";

    /// <summary>A campaign has no code left.</summary>
    public const string CampaignDepleted = "campaign_depleted";

    /// <summary>Sent when the owner of a subscription asks for it; nobody subscribes to it.</summary>
    public const string Test = "test";

    /// <summary>Those that can be subscribed to.</summary>
    public static readonly string[] All = [VoucherIssued, VoucherRedeemed, VoucherCancelled, UserProductCreated, CampaignLow, CampaignDepleted];
}
