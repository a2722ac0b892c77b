namespace Voucher.Issuance.Matching;

/// <summary>Days of a campaign, which are days in its own time zone: 23 or 25 hours long when the clocks are changed.</summary>
public static class CampaignDay
{
    /// <summary>The campaign's day at a moment.</summary>
    /// <exception cref="TimeZoneNotFoundException">Nobody knows the zone.</exception>
    public static DateOnly Of(DateTimeOffset time, string timeZone) =>
        DateOnly.FromDateTime(LocalTime(time, timeZone));

    /// <summary>The time that the campaign's clocks show at a moment.</summary>
    /// <exception cref="TimeZoneNotFoundException">Nobody knows the zone.</exception>
    public static TimeOnly TimeOf(DateTimeOffset time, string timeZone) =>
        TimeOnly.FromDateTime(LocalTime(time, timeZone));

    /// <summary>The first moment of a day, in UTC. Where the clocks skip midnight, the day begins when they go on; where midnight comes twice, with the first.</summary>
    /// <exception cref="TimeZoneNotFoundException">Nobody knows the zone.</exception>
    public static DateTimeOffset StartOf(DateOnly day, string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <summary>The last second of a day, in UTC.</summary>
    /// <exception cref="TimeZoneNotFoundException">Nobody knows the zone.</exception>
    public static DateTimeOffset LastSecondOf(DateOnly day, string timeZone) => StartOf(day.AddDays(1), timeZone).AddSeconds(-1);

    private static DateTime LocalTime(DateTimeOffset time, string timeZone) =>
        TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime;
}

/// <summary>A day in a voucher's life: one that is fixed, or one so many days after that of the issue.</summary>
public sealed record VoucherDay(DateOnly? Date, int? DaysAfterIssue)
{
    /// <summary>The day for a voucher that is issued on a day.</summary>
    public DateOnly For(DateOnly issued) => Date ?? issued.AddDays(DaysAfterIssue ?? 0);
}
