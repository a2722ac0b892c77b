using System.Globalization;
using System.Text.Json;

namespace Voucher.Issuance.Reported;

/// <summary>Times of contract S3: a count of milliseconds since 1970, or of nanoseconds, told by their magnitude. Kept as nanoseconds.</summary>
internal static class UnixTime
{
    public const string Form = "must be a time in milliseconds or nanoseconds since 1970, as a whole number";

    private const decimal NanosecondsInMillisecond = 1_000_000;

    /// <summary>From here on a count is one of nanoseconds: as milliseconds it would be of the year 33658, as nanoseconds it is of 1970.</summary>
    private const decimal LeastNanoseconds = 1e15m;

    /// <summary>The greatest time: what milliseconds reach to, so that either form has the same end.</summary>
    private const decimal End = LeastNanoseconds * NanosecondsInMillisecond;

    /// <summary>Whether a value is a time, and its nanoseconds.</summary>
    public static bool TryRead(JsonElement value, out decimal nanoseconds)
    {
        nanoseconds = 0;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var count) || count < 0 || count >= End || count != decimal.Truncate(count))
            return false;
        nanoseconds = count >= LeastNanoseconds ? count : count * NanosecondsInMillisecond;
        return true;
    }

    /// <summary>The text by which a time is kept.</summary>
    public static string TextOf(decimal nanoseconds) => nanoseconds.ToString("F0", CultureInfo.InvariantCulture);

    /// <summary>The milliseconds of a kept time.</summary>
    public static decimal MillisecondsOf(string text) =>
        decimal.Truncate(decimal.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) / NanosecondsInMillisecond);

    /// <summary>A moment of our own.</summary>
    public static decimal Of(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100m;
}
