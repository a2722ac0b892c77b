using System.Xml;

namespace Voucher.ServiceDefaults.Negotiation;

/// <summary>Texts in XML 1.0, which cannot carry every character that JSON can.</summary>
public static class XmlCharacters
{
    /// <summary>The text, with U+FFFD in the place of each character that XML has not.</summary>
    public static string Valid(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsValid(text, i))
                continue;
            return string.Create(text.Length, text, static (valid, whole) =>
            {
                for (var at = 0; at < whole.Length; at++)
                    valid[at] = IsValid(whole, at) ? whole[at] : '\uFFFD';
            });
        }
        return text;
    }

    private static bool IsValid(string text, int at) =>
        char.IsHighSurrogate(text[at]) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
        : char.IsLowSurrogate(text[at]) ? at > 0 && char.IsHighSurrogate(text[at - 1])
        : XmlConvert.IsXmlChar(text[at]);
}
