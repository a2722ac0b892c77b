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

    private const int CharactersALine = 38;
    private const double LineMillimetres = 4.2;
    private const double WithoutTermsMillimetres = 150;

    /// <summary>
    /// The page in CSS. A roll has no pages, but printing must be told a height: one in which the text has room, so that it is cut once.
    /// </summary>
    /// <param name="terms">What is printed below the code.</param>
    public string PageRule(string? terms)
    {
        if (this == A4)
            return "@page { size: A4; margin: 20mm; }";
        var lines = (terms ?? "").Split('\n').Sum(line => 1 + (line.Length / CharactersALine));
        return string.Create(CultureInfo.InvariantCulture, $"@page {{ size: 80mm {Math.Ceiling(WithoutTermsMillimetres + (lines * LineMillimetres))}mm; margin: 4mm; }}");
    }
}
