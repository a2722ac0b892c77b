using System.Text.RegularExpressions;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Capacity;

/// <summary>Reads what an operator says about a campaign's limits: always all of it, so that what is not said is no limit.</summary>
internal static partial class LimitsBody
{
    private const int MostDistributors = 1_000;
    private static readonly string[] Numbers = ["total", "per_day", "per_distributor_day", "per_terminal_day"];

    /// <summary>The limits in a field, or null; where the body has errors the result is without use.</summary>
    public static CampaignLimits? Read(OperatorBody body, string field)
    {
        if (body.Part(field, [.. Numbers, "fair_share"]) is not { } limits)
            return null;
        if (limits.HasValue("fair_share"))
        {
            if (!limits.HasValue("per_day"))
                limits.Wrong("per_day", "Is required with a fair share, which is a part of it; to share nothing set fair_share to null.");
        }
        else if (!Numbers.Any(limits.HasValue))
        {
            body.Wrong(field, $"Must have at least one of {string.Join(", ", Numbers)}; to remove all limits set limits to null.");
        }
        return new CampaignLimits(
            Number(limits, "total"), Number(limits, "per_day"), Number(limits, "per_distributor_day"), Number(limits, "per_terminal_day"), Share(limits));
    }

    private static long? Number(OperatorBody limits, string field) => limits.Number(field, 1, CampaignLimits.Most);

    private static FairShare? Share(OperatorBody limits)
    {
        if (limits.Part("fair_share", "percent", "distributors", "borrow_from") is not { } share)
            return null;
        var percent = Percent(share);
        if (share.Text("borrow_from") is { } time && !TimeOfDay().IsMatch(time))
            share.Wrong("borrow_from", "Must be a time of the day in the campaign's zone, from 00:00 to 23:59, such as 18:00; null if nobody ever borrows.");
        return new FairShare(percent, Distributors(share), share.Text("borrow_from"));
    }

    /// <summary>In the order in which they are kept, so that another order is no change.</summary>
    private static List<DistributorShare> Distributors(OperatorBody share)
    {
        var all = (share.Parts("distributors", 0, MostDistributors, "distributor_id", "percent") ?? [])
            .Select(one => new DistributorShare(one.Require("distributor_id").Id("distributor_id") ?? "", Percent(one)))
            .OrderBy(one => one.DistributorId, StringComparer.Ordinal)
            .ToList();
        if (all.GroupBy(one => one.DistributorId, StringComparer.Ordinal).FirstOrDefault(same => same.Key.Length > 0 && same.Count() > 1) is { } twice)
            share.Wrong("distributors", $"'{twice.Key}' is named twice; leave one of them out.");
        return all;
    }

    private static int Percent(OperatorBody part) => (int)(part.Require("percent").Number("percent", 1, 100) ?? 0);

    [GeneratedRegex(@"^([01][0-9]|2[0-3]):[0-5][0-9]\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TimeOfDay();
}
