using System.Globalization;

namespace Voucher.Issuance.Links;

/// <summary>The paper that a page is laid out for.</summary>
/// <param name="Name">As it is asked for.</param>
/// <param name="Class">As the style knows it.</param>
internal sealed record PaperSize(string Name, string Class)
{
    /// <summary>What offices print on.</summary>
    public static readonly PaperSize A4 = new("a4", "a4");

    /// <summary>A till's roll, 80 mm wide, of which 72 mm are printed on.</summary>
    public static readonly PaperSize Receipt = new("80mm", "receipt");

    /// <summary>
    /// The page in CSS. A roll has no pages, but printing must be told a height: one in which the text has room, so that it is cut once.
    /// </summary>
    /// <param name="name">The offer's name.</param>
    /// <param name="code">The code.</param>
    /// <param name="terms">What is printed below.</param>
    public string PageRule(string name, string code, string? terms)
    {
        if (this == A4)
            return "@page { size: A4; margin: 20mm; }";
        var termLines = (terms ?? "").Split('\n').Sum(line => LinesOf(line, 36));
        var height = 150 + (7 * LinesOf(name, 20)) + (8 * LinesOf(code, 16)) + (4.5 * termLines);
        return string.Create(CultureInfo.InvariantCulture, $"@page {{ size: 80mm {Math.Ceiling(height)}mm; margin: 4mm; }}");
    }

    private static int LinesOf(string text, int charactersALine) => 1 + (text.Length / charactersALine);
}
