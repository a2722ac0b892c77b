using System.Security.Cryptography;

namespace Voucher.Issuance.Inventory;

/// <summary>How codes are generated: a prefix, random characters from a cryptographic source, and perhaps a check character.</summary>
/// <param name="Count">How many codes.</param>
/// <param name="Prefix">What every code begins with; may be empty.</param>
/// <param name="Charset">The characters to choose from, each once.</param>
/// <param name="Length">How many random characters.</param>
/// <param name="HasChecksum">Whether a check character follows, so that a mistyped code is noticed without asking anybody.</param>
public sealed record CodePattern(int Count, string Prefix, string Charset, int Length, bool HasChecksum)
{
    /// <summary>Capitals and digits without those that are mistaken for one another when read off a receipt (0 and O, 1 and I).</summary>
    public const string DefaultCharset = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>How long the codes are, in characters.</summary>
    public int CodeLength => Prefix.Length + Length + (HasChecksum ? 1 : 0);

    /// <summary>How hard a code is to guess, in bits.</summary>
    public double Bits() => Length * Math.Log2(Charset.Length);

    /// <summary>A new random code.</summary>
    public string NewCode() => string.Create(CodeLength, this, static (code, pattern) =>
    {
        pattern.Prefix.CopyTo(code);
        var random = code.Slice(pattern.Prefix.Length, pattern.Length);
        RandomNumberGenerator.GetItems(pattern.Charset, random);
        if (pattern.HasChecksum)
            code[^1] = CheckCharacter(random, pattern.Charset);
    });

    /// <summary>
    /// The check character by the Luhn algorithm modulo N (ISO/IEC 7812-1 generalised to N characters): any single wrong character gives another one,
    /// and almost any two neighbours that were exchanged. Only for an even N: for an odd one, doubling maps different characters to the same.
    /// </summary>
    public static char CheckCharacter(ReadOnlySpan<char> text, string charset)
    {
        var (sum, factor, n) = (0, 2, charset.Length);
        for (var i = text.Length - 1; i >= 0; i--)
        {
            var addend = factor * charset.IndexOf(text[i], StringComparison.Ordinal);
            sum += (addend / n) + (addend % n);
            factor = 3 - factor;
        }
        return charset[(n - (sum % n)) % n];
    }
}
