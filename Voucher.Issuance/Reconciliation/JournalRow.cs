using Voucher.Issuance.Uploads;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Reconciliation;

/// <summary>A row of a distributor's journal: a sale for which its till got a voucher.</summary>
/// <param name="Line">The first line is 1; the header and empty lines count.</param>
/// <param name="RequestId">The request's name, or null. One of it and the code is there.</param>
/// <param name="VoucherCode">The code, or null. Never to be logged.</param>
/// <param name="TerminalId">At which terminal; null when the journal does not say.</param>
/// <param name="At">When, in UTC; null when the journal does not say.</param>
public readonly record struct JournalRow(long Line, string? RequestId, string? VoucherCode, string? TerminalId, DateTime? At)
{
    /// <summary>The fields, as JSON and CSV name them.</summary>
    public static readonly string[] Fields = ["request_id", "voucher_code", "terminal_id", "at"];

    /// <summary>The longest text, in UTF-16; the longest that a till may have sent is not longer.</summary>
    private const int LongestText = 512;

    private static readonly DateTime Earliest = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Latest = new(3000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A row of the texts of its <see cref="Fields"/>; null where there is none.</summary>
    /// <exception cref="UnreadableFileException">They make no row.</exception>
    public static JournalRow Of(long line, ReadOnlySpan<string?> texts)
    {
        if (texts[0] is null && texts[1] is null)
            throw Bad(line, "has neither request_id nor voucher_code.");
        for (var i = 0; i < Fields.Length; i++)
        {
            if (texts[i] is { } text && Fault(text) is { } fault)
                throw Bad(line, $"has a {Fields[i]} that {fault}.");
        }
        return new JournalRow(line, texts[0], texts[1], texts[2], texts[3] is { } at ? Time(line, at) : null);
    }

    /// <summary>Says what is wrong with a line.</summary>
    public static UnreadableFileException Bad(long line, string how) => new(line, $"Line {line} {how}");

    private static string? Fault(string text) =>
        string.IsNullOrWhiteSpace(text) ? "is blank"
        : text.Length > LongestText ? $"is longer than {LongestText} characters"
        : text.AsSpan().IndexOfAnyInRange('\0', '\u001F') >= 0 || text.AsSpan().IndexOfAnyInRange('\u007F', '\u009F') >= 0 ? "has control characters"
        : null;

    private static DateTime Time(long line, string text) =>
        OperatorValues.TryMoment(text, out var at) && at.UtcDateTime >= Earliest && at.UtcDateTime < Latest
            ? at.UtcDateTime
            : throw Bad(line, "has an 'at' that is no time with its offset, such as 2026-03-31T23:59:59Z.");
}
