using Voucher.Issuance.Matching;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Explain;

/// <summary>Why a campaign would or would not have served a request.</summary>
/// <param name="CampaignId">Its identifier.</param>
/// <param name="Name">For people.</param>
/// <param name="WouldServe">Whether it would have.</param>
/// <param name="Reason">One of <see cref="Reasons"/>; null when it would serve.</param>
/// <param name="Detail">The same as a sentence for people.</param>
/// <param name="Position">Its place among all: first those that would serve, in the order in which they would be asked.</param>
public sealed record ExplainedCampaign(string CampaignId, string Name, bool WouldServe, string? Reason, string Detail, int Position)
{
    /// <summary>The campaign as operators see it, given its place.</summary>
    internal static ExplainedCampaign Of(CampaignVerdict verdict, int position) => new(
        verdict.CampaignId, verdict.Name, verdict.Reason is null, verdict.Reason, verdict.Detail ?? Sentence(verdict, position), position);

    private static string Sentence(CampaignVerdict verdict, int position) => verdict.Reason switch
    {
        null when position == 1 => "It would serve the request.",
        null => "It would serve the request if none of those before it did.",
        Reasons.OtherCategory => "It is not of the category.",
        Reasons.NotWhitelisted => "It is not open to the distributor.",
        Reasons.Paused => "An operator has paused it.",
        Reasons.Ended => "An operator has ended it for good.",
        Reasons.NotStarted => $"It begins at {Text(verdict.StartAt)}.",
        Reasons.Over => $"It was over at {Text(verdict.EndAt)}.",
        Reasons.NoCodes => "It has no codes left; import or generate more.",
        _ => $"Campaigns says {verdict.Reason}.",
    };

    private static string? Text(DateTimeOffset? time) => time is { } moment ? UtcSecondsConverter.TextOf(moment.UtcDateTime) : null;
}

/// <summary>Why a campaign would not serve. Campaigns knows the first ones; the others are counted here, limits in the words of declined requests.</summary>
public static class Reasons
{
    public const string OtherCategory = "other_category";
    public const string NotWhitelisted = "not_whitelisted";
    public const string Paused = "paused";
    public const string Ended = "ended";
    public const string NotStarted = "not_started";
    public const string Over = "over";
    public const string LimitTotal = DeclineReason.LimitTotal;
    public const string LimitDay = DeclineReason.LimitDay;
    public const string LimitDistributor = DeclineReason.LimitDistributor;
    public const string LimitTerminal = DeclineReason.LimitTerminal;
    public const string LimitShare = DeclineReason.LimitShare;
    public const string NoCodes = "no_codes";
}
