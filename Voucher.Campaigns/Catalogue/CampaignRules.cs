using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns.Catalogue;

/// <summary>What has to be true of a campaign's fields together.</summary>
internal static class CampaignRules
{
    private const int FirstYear = 2000;
    private const int LastYear = 2199;

    /// <summary>Says what is wrong with a campaign whose fields are well-formed each.</summary>
    public static void Check(Campaign campaign, FieldErrors errors)
    {
        if (!OperatorValues.IsTimeZone(campaign.TimeZone))
        {
            errors.Add("time_zone", "Must be UTC or the IANA name of a time zone, such as Europe/Berlin.");
            return;
        }
        CheckYears(campaign, errors);
        if (campaign.StartAt >= campaign.EndAt)
            errors.Add("end_at", "Must be after start_at.");
        if (campaign.Value is not null && campaign.Currency is null)
            errors.Add("currency", "Is required with a value; to remove both set both to null.");
        if (campaign.Value is null && campaign.Currency is not null)
            errors.Add("value", "Is required with a currency; to remove both set both to null.");
        if (!errors.Any)
            CheckDays(campaign, errors);
    }

    private static void CheckYears(Campaign campaign, FieldErrors errors)
    {
        foreach (var (field, year) in ((string, int?)[])
            [
                ("start_at", campaign.StartAt?.Year), ("end_at", campaign.EndAt?.Year),
                ("activation.date", campaign.Activation?.Date?.Year), ("validity.date", campaign.Validity?.Date?.Year),
            ])
        {
            if (year is < FirstYear or > LastYear)
                errors.Add(field, $"Must be in the years from {FirstYear} to {LastYear}.");
        }
    }

    /// <summary>Refuses days by which no voucher of the campaign could ever be used.</summary>
    private static void CheckDays(Campaign campaign, FieldErrors errors)
    {
        var firstDay = DayOf(campaign.StartAt, campaign.TimeZone);
        // The end itself is no moment of the campaign any more.
        var lastDay = DayOf(campaign.EndAt?.AddSeconds(-1), campaign.TimeZone);
        if (campaign.Validity?.Date < firstDay)
            errors.Add("validity", $"Must not end before the campaign's first day, {firstDay:yyyy-MM-dd}.");
        var usable = Earliest(campaign.Activation, firstDay);
        if (campaign.Validity is null && usable > lastDay)
            errors.Add("activation", $"Must not begin after the campaign's last day, {lastDay:yyyy-MM-dd}: without validity vouchers last until then.");
        if (Latest(campaign.Validity, lastDay) is { } over && usable > over)
            errors.Add("validity", $"Must not end before activation: vouchers can be used from {usable:yyyy-MM-dd} on, but until {over:yyyy-MM-dd}.");
        if (campaign.Activation?.DaysAfterIssue > campaign.Validity?.DaysAfterIssue)
            errors.Add("validity", "Must not end before activation.");
    }

    private static DateOnly? Earliest(VoucherDay? day, DateOnly? firstIssue) =>
        day?.Date ?? (day?.DaysAfterIssue is { } days ? firstIssue?.AddDays(days) : null);

    private static DateOnly? Latest(VoucherDay? day, DateOnly? lastIssue) =>
        day?.Date ?? (day?.DaysAfterIssue is { } days ? lastIssue?.AddDays(days) : null);

    private static DateOnly? DayOf(DateTime? time, string zone) => time is { } moment
        ? DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(moment, TimeZoneInfo.FindSystemTimeZoneById(zone)))
        : null;
}
