using Voucher.Campaigns.Capacity;

namespace Voucher.Campaigns.Explain;

/// <summary>Which campaigns would serve a distributor's request at a time, and why the others would not, as far as Campaigns knows.</summary>
/// <param name="Distributor">One of <see cref="DistributorStanding"/>, now.</param>
/// <param name="Category"><c>known</c> or <c>unknown</c>, now.</param>
/// <param name="At">The time that it is about.</param>
/// <param name="Campaigns">First those that would serve, in the order of asking, then the others; each kind by priority, then id.</param>
public sealed record Explanation(string Distributor, string Category, DateTime At, IReadOnlyList<ExplainedCampaign> Campaigns);

/// <summary>A campaign as it was at the time.</summary>
/// <param name="CampaignId">Its identifier.</param>
/// <param name="Name">For people.</param>
/// <param name="Priority">The lowest is asked first.</param>
/// <param name="Reason">One of <see cref="Reasons"/>; null when it would serve while it has codes and its limits leave room.</param>
/// <param name="StartAt">It issues from here on, as match answers have it. Null: since ever.</param>
/// <param name="EndAt">It issues until just before, as match answers have it. Null: for ever.</param>
/// <param name="TimeZone">IANA name of the zone whose days are the campaign's.</param>
/// <param name="Limits">How many vouchers of it could be issued to the distributor. Null: as many as it had codes.</param>
public sealed record ExplainedCampaign(
    string CampaignId,
    string Name,
    int Priority,
    string? Reason,
    DateTime? StartAt,
    DateTime? EndAt,
    string TimeZone,
    DistributorLimits? Limits);

/// <summary>What Auth knows of a distributor.</summary>
public static class DistributorStanding
{
    public const string Known = "known";
    public const string Unknown = "unknown";
    public const string Disabled = "disabled";
    public const string NotADistributor = "not_a_distributor";
}

/// <summary>Why a campaign would not serve.</summary>
public static class Reasons
{
    public const string OtherCategory = "other_category";
    public const string NotWhitelisted = "not_whitelisted";

    /// <summary>An operator has ended it.</summary>
    public const string Ended = "ended";

    public const string Paused = "paused";
    public const string NotStarted = "not_started";

    /// <summary>Its end has passed.</summary>
    public const string Over = "over";
}
