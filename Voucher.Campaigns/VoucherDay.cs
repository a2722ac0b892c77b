using System.Globalization;
using System.Text.Json.Serialization;

namespace Voucher.Campaigns;

/// <summary>A day in a voucher's life, in the campaign's time zone: one that is fixed, or one so many days after that of the issue.</summary>
/// <param name="Date">The fixed day, or null.</param>
/// <param name="DaysAfterIssue">0 is the day of the issue itself; null when the day is fixed.</param>
public sealed record VoucherDay(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Date,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DaysAfterIssue)
{
    private const string DateForm = "yyyy-MM-dd";

    /// <summary>The day as its row has it.</summary>
    internal static VoucherDay? Of(string? date, int? daysAfterIssue) => (date, daysAfterIssue) is (null, null)
        ? null
        : new VoucherDay(date is null ? null : DateOnly.ParseExact(date, DateForm, CultureInfo.InvariantCulture), daysAfterIssue);

    /// <summary>The fixed day as its row has it.</summary>
    internal string? DateText => Date?.ToString(DateForm, CultureInfo.InvariantCulture);
}
