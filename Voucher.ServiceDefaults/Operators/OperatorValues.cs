using System.Globalization;
using System.Text.RegularExpressions;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>The forms of values that operators send, in bodies and queries alike.</summary>
public static partial class OperatorValues
{
    /// <summary>The longest text that is taken where nothing else is said.</summary>
    public const int LongestText = 256;

    internal const string TimeForm = "Must be a time in whole seconds with its offset, such as 2026-03-31T23:59:59Z.";
    /// <summary>What an id is, for whoever sent another.</summary>
    public const string IdForm = "Must be 1 to 64 letters, digits, dots, hyphens or underscores, beginning with a letter or digit.";

    private static readonly string[] TimeForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Whether a text can name a party, a campaign or a category.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>A time in UTC. Refused are times without offset (whose zone would be a guess) and parts of seconds.</summary>
    public static bool TryTime(string text, out DateTimeOffset time) => TryMoment(text, out time) && time.Ticks % TimeSpan.TicksPerSecond == 0;

    /// <summary>A time in UTC, with parts of seconds if it has them. Refused are times without offset, whose zone would be a guess.</summary>
    public static bool TryMoment(string text, out DateTimeOffset time)
    {
        time = default;
        var hasOffset = text.EndsWith('Z') || (text.Length > 6 && text[^3] == ':' && text[^6] is '+' or '-');
        return hasOffset && DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);
    }

    /// <summary>
    /// Whether a text is the IANA name of a time zone. Names are looked up in files by their paths, and by no means only in capitals as they are written.
    /// </summary>
    public static bool IsTimeZone(string name) =>
        name == "UTC" || (ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name);

    /// <summary>What keeps a text from being taken, or null.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters it may have.</param>
    /// <param name="lines">Whether it may have several lines.</param>
    internal static string? Fault(string text, int longest, bool lines = false) =>
        string.IsNullOrWhiteSpace(text) ? "Must not be blank."
        : text.Length > longest ? $"Must be at most {longest} characters."
        : text.Any(letter => char.IsControl(letter) && !(lines && letter == '\n')) ? "Must not contain control characters."
        : null;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(?!posix/|right/)[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)+\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneName();
}
