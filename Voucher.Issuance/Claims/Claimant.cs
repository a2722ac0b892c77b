using System.Globalization;

namespace Voucher.Issuance.Claims;

/// <summary>For whom a code is claimed, and when.</summary>
/// <param name="At">When, in whole seconds.</param>
/// <param name="Day">The campaign's day at that moment, which the claim counts for.</param>
/// <param name="DistributorId">For whom.</param>
/// <param name="TerminalId">At which of the distributor's terminals.</param>
/// <param name="Request">The request (<see cref="PoolKeys.RequestOf"/>), or empty if it has no id.</param>
public readonly record struct Claimant(DateTimeOffset At, DateOnly Day, string DistributorId, string TerminalId, string Request)
{
    /// <summary>How many fields of a record it takes.</summary>
    internal const int Fields = 5;

    private const string DayForm = "yyyyMMdd";

    /// <summary>The day as a number (yyyymmdd), as Redis has it.</summary>
    public string DayNumber => NumberOf(Day);

    /// <summary>A terminal's identifier is its distributor's own.</summary>
    public string Terminal => $"{DistributorId}\t{TerminalId}";

    /// <summary>As the record has it.</summary>
    internal string ToText() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeSeconds()}\t{DayNumber}\t{DistributorId}\t{TerminalId}\t{Request}");

    /// <summary>Reads the fields of a record.</summary>
    /// <exception cref="FormatException">They are none of a claimant.</exception>
    internal static Claimant Parse(ReadOnlySpan<string> fields) => new(
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(fields[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        DateOnly.ParseExact(fields[1], DayForm, CultureInfo.InvariantCulture), fields[2], fields[3], fields[4]);

    internal static string NumberOf(DateOnly day) => day.ToString(DayForm, CultureInfo.InvariantCulture);
}
