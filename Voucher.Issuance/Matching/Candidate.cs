using System.Text.Json.Serialization;

namespace Voucher.Issuance.Matching;

/// <summary>Campaigns' answer: which campaigns may serve a distributor in a category, in order.</summary>
/// <param name="Version">The version of all campaigns that this was read from.</param>
/// <param name="Reason">Why there is no candidate, when there is none.</param>
/// <param name="Candidates">The campaigns, the first choice first.</param>
public sealed record CampaignMatch(long Version, string? Reason, IReadOnlyList<Candidate> Candidates);

/// <summary>A campaign that may serve.</summary>
public sealed record Candidate(string CampaignId, string State, DateTimeOffset? StartAt, DateTimeOffset? EndAt, string TimeZone)
{
    private const string Active = "active";

    /// <summary>Why the campaign does not issue at a moment, or null when it does: while active, and <c>start_at &lt;= now &lt; end_at</c>.</summary>
    public string? ReasonAgainst(DateTimeOffset now)
    {
        if (State != Active)
            return DeclineReason.Paused;
        if (now < StartAt)
            return DeclineReason.NotStarted;
        return now >= EndAt ? DeclineReason.Ended : null;
    }
}

/// <summary>Why a request got no voucher. Campaigns adds reasons of its own for an answer without candidates.</summary>
public static class DeclineReason
{
    public const string Paused = "paused";
    public const string NotStarted = "not_started";
    public const string Ended = "ended";
    public const string Depleted = "depleted";
}

[JsonSerializable(typeof(CampaignMatch))]
[JsonSerializable(typeof(CampaignsVersion))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class MatchingJson : JsonSerializerContext;

/// <summary>The version of all campaigns: it rises with every change.</summary>
internal sealed record CampaignsVersion(long Version);
