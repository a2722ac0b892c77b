namespace Voucher.Campaigns.Lifecycle;

/// <summary>
/// What an operator has decided about a campaign: <c>active ⇄ paused → ended</c>, also <c>active → ended</c>. Whether it issues depends on its dates too.
/// </summary>
public static class CampaignStates
{
    public const string Active = "active";
    public const string Paused = "paused";

    /// <summary>For good; it matches no more.</summary>
    public const string Ended = "ended";
}
