using Voucher.Issuance.Matching;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Transactions;

/// <summary>A day of a distributor's books: 23 or 25 hours long when the clocks of its zone are changed.</summary>
/// <param name="Day">The date.</param>
/// <param name="TimeZone">The IANA name of the zone.</param>
public sealed record LedgerDay(DateOnly Day, string TimeZone)
{
    /// <summary>The first moment, in UTC.</summary>
    public DateTime Start => CampaignDay.StartOf(Day, TimeZone).UtcDateTime;

    /// <summary>The first moment of the next day, in UTC.</summary>
    public DateTime End => CampaignDay.StartOf(Day.AddDays(1), TimeZone).UtcDateTime;

    /// <summary>The day that a query asks for by <c>day</c> and <c>time_zone</c>, which is UTC by default; null when something is wrong with them.</summary>
    public static LedgerDay? Of(OperatorQuery query)
    {
        var (day, zone) = (query.Require("day").Day("day"), query.TimeZone("time_zone") ?? "UTC");
        return day is null ? null : new LedgerDay(day.Value, zone);
    }
}
