using System.Globalization;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Capacity;

/// <summary>How many vouchers of a campaign may be issued to one distributor, as Campaigns tells. Null is no limit; days are the campaign's.</summary>
/// <param name="Total">In the campaign's whole life.</param>
/// <param name="PerDay">On a day.</param>
/// <param name="PerDistributorDay">To a distributor on a day.</param>
/// <param name="PerTerminalDay">At a terminal of a distributor on a day.</param>
/// <param name="SharePercent">Which part of <paramref name="PerDay"/> the distributor may take while others are active, in percent.</param>
/// <param name="BorrowFrom">From which time of the day on (<c>HH:mm</c>, in the campaign's zone) the share does not bind. Null: it always does.</param>
public sealed record CampaignLimits(
    long? Total = null,
    long? PerDay = null,
    long? PerDistributorDay = null,
    long? PerTerminalDay = null,
    int? SharePercent = null,
    string? BorrowFrom = null)
{
    /// <summary>
    /// How many of the day's vouchers the distributor may take at a moment while other distributors are active: at least one, so that a small
    /// share is not none. Null when no share binds.
    /// </summary>
    public long? ShareAt(DateTimeOffset now, string timeZone)
    {
        if (PerDay is not { } day || SharePercent is not { } percent || IsBorrowing(now, timeZone))
            return null;
        return Math.Max(1, day * percent / 100);
    }

    private bool IsBorrowing(DateTimeOffset now, string timeZone) =>
        BorrowFrom is not null
        && CampaignDay.TimeOf(now, timeZone) >= TimeOnly.ParseExact(BorrowFrom, "HH:mm", CultureInfo.InvariantCulture);
}
