using System.Text.Json.Serialization;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Offers;

namespace Voucher.Issuance.Matching;

/// <summary>Campaigns' answer: which campaigns may serve a distributor in a category, in order.</summary>
/// <param name="Version">The version of all campaigns that this was read from.</param>
/// <param name="Reason">Why there is no candidate, when there is none.</param>
/// <param name="Candidates">The campaigns, the first choice first.</param>
public sealed record CampaignMatch(long Version, string? Reason, IReadOnlyList<Candidate> Candidates);

/// <summary>A campaign that may serve.</summary>
/// <param name="CampaignId">Its identifier.</param>
/// <param name="State">Whether an operator has paused it.</param>
/// <param name="StartAt">It issues from here on.</param>
/// <param name="EndAt">It issues until just before.</param>
/// <param name="TimeZone">The IANA name of the zone whose days are the campaign's.</param>
/// <param name="Activation">From which day its vouchers can be used; null from the issue on.</param>
/// <param name="Validity">The last day of its vouchers; null for the campaign's end.</param>
/// <param name="Limits">How many of its vouchers the distributor may be issued; null for as many as there are.</param>
public sealed record Candidate(
    string CampaignId,
    string State,
    DateTimeOffset? StartAt,
    DateTimeOffset? EndAt,
    string TimeZone,
    VoucherDay? Activation = null,
    VoucherDay? Validity = null,
    CampaignLimits? Limits = null)
{
    private const string Active = "active";

    /// <summary>From when on a voucher can be used that is issued at a moment; null for at once.</summary>
    public DateTimeOffset? UsableFrom(DateTimeOffset issuedAt) =>
        Activation is null ? null : CampaignDay.StartOf(Activation.For(CampaignDay.Of(issuedAt, TimeZone)), TimeZone);

    /// <summary>
    /// The last second of a voucher that is issued at a moment; null when it does not expire. Where nothing is said of vouchers, it is the campaign's end
    /// (contract S0).
    /// </summary>
    public DateTimeOffset? ExpiresAt(DateTimeOffset issuedAt) => Validity is null
        ? EndAt?.ToUniversalTime()
        : CampaignDay.LastSecondOf(Validity.For(CampaignDay.Of(issuedAt, TimeZone)), TimeZone);

    /// <summary>
    /// Why the campaign does not issue at a moment, or null when it does: while active, <c>start_at &lt;= now &lt; end_at</c>, and as long as a voucher
    /// could still be used before it expires.
    /// </summary>
    public string? ReasonAgainst(DateTimeOffset now)
    {
        if (State != Active)
            return DeclineReason.Paused;
        if (now < StartAt)
            return DeclineReason.NotStarted;
        return now >= EndAt || UsableFrom(now) > ExpiresAt(now) ? DeclineReason.Ended : null;
    }
}

/// <summary>Why a request got no voucher. Campaigns adds reasons of its own for an answer without candidates.</summary>
public static class DeclineReason
{
    public const string Paused = "paused";
    public const string NotStarted = "not_started";
    public const string Ended = "ended";
    public const string Depleted = "depleted";

    /// <summary>The campaign has issued as many vouchers as it may in all.</summary>
    public const string LimitTotal = "limit_total";

    /// <summary>As many as it may on a day.</summary>
    public const string LimitDay = "limit_day";

    /// <summary>As many as it may to the distributor on a day.</summary>
    public const string LimitDistributor = "limit_distributor";

    /// <summary>As many as it may at the terminal on a day.</summary>
    public const string LimitTerminal = "limit_terminal";

    /// <summary>The distributor's fair share of the day.</summary>
    public const string LimitShare = "limit_share";

    /// <summary>The request had a voucher, which was not confirmed in time and went back.</summary>
    public const string NotConfirmed = "not_confirmed";
}

[JsonSerializable(typeof(CampaignMatch))]
[JsonSerializable(typeof(CampaignsVersion))]
[JsonSerializable(typeof(OfferAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class MatchingJson : JsonSerializerContext;

/// <summary>The version of all campaigns: it rises with every change.</summary>
internal sealed record CampaignsVersion(long Version);
