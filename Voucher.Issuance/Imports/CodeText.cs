using System.Text;

namespace Voucher.Issuance.Imports;

/// <summary>
/// What a code and a serial number may be: 1 to 64 printable ASCII characters, so that any till can print them, any customer can type them and any of
/// the contracts can carry them.
/// </summary>
public static class CodeText
{
    /// <summary>The longest code, in characters.</summary>
    public const int Longest = 64;

    /// <summary>What keeps a text from being a code or a serial number, or null.</summary>
    /// <param name="text">The text as it is in the file.</param>
    /// <param name="what">Code or serial number, for the answer.</param>
    public static string? Fault(ReadOnlySpan<byte> text, string what)
    {
        if (text.IsEmpty)
            return $"The {what} is empty.";
        if (text.Length > Longest)
            return $"The {what} has {text.Length} characters; {Longest} are allowed.";
        var wrong = text.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        return wrong < 0 ? null
            : text[wrong] < ' ' || text[wrong] == 0x7F ? $"The {what} has a control character at position {wrong + 1}."
            : $"The {what} has a character beyond ASCII at position {Encoding.UTF8.GetCharCount(text[..wrong]) + 1}.";
    }
}
