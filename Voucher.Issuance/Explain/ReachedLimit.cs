using System.Globalization;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Explain;

/// <summary>A limit that keeps a campaign from issuing.</summary>
/// <param name="Reason">One of <see cref="Reasons"/>.</param>
/// <param name="Detail">What was counted, and what the limit is, as a sentence for people.</param>
internal sealed record ReachedLimit(string Reason, string Detail)
{
    /// <summary>The first limit that is reached at a moment, in the order in which claims look at them; null when there is room.</summary>
    public static ReachedLimit? Of(CampaignLimits limits, string timeZone, VoucherCounts counts, DateTimeOffset now)
    {
        var day = string.Create(CultureInfo.InvariantCulture, $"{CampaignDay.Of(now, timeZone):yyyy-MM-dd} ({timeZone})");
        if (counts.Total >= limits.Total)
            return Said(Reasons.LimitTotal, $"It has issued {counts.Total:N0} vouchers in all, and its limit is {limits.Total:N0}.");
        if (counts.OfDay >= limits.PerDay)
            return Said(Reasons.LimitDay, $"It has issued {counts.OfDay:N0} vouchers on {day}, and its limit is {limits.PerDay:N0} a day.");
        if (counts.OfDistributor >= limits.PerDistributorDay)
        {
            return Said(
                Reasons.LimitDistributor,
                $"It has issued {counts.OfDistributor:N0} vouchers to the distributor on {day}, and its limit for each is {limits.PerDistributorDay:N0} a day.");
        }
        if (counts.OfTerminal >= limits.PerTerminalDay)
        {
            return Said(
                Reasons.LimitTerminal,
                $"It has issued {counts.OfTerminal:N0} vouchers at the terminal on {day}, and its limit for each is {limits.PerTerminalDay:N0} a day.");
        }
        return counts.OthersAreActive && limits.ShareAt(now, timeZone) is { } share && counts.OfDistributor >= share
            ? Shared(limits, share, counts, day)
            : null;
    }

    private static ReachedLimit Shared(CampaignLimits limits, long share, VoucherCounts counts, string day)
    {
        var borrowing = limits.BorrowFrom is { } time ? $" From {time} on it may take what is left." : "";
        FormattableString part = $"{share:N0}, {limits.SharePercent} % of {limits.PerDay:N0}, while others are active.{borrowing}";
        return Said(Reasons.LimitShare, $"It has issued {counts.OfDistributor:N0} vouchers to the distributor on {day}, whose fair share is {part}");
    }

    private static ReachedLimit Said(string reason, FormattableString detail) => new(reason, detail.ToString(CultureInfo.InvariantCulture));
}
