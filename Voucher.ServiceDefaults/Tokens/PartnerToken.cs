using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>
/// The opaque tokens of partners: <c>vch_</c>, 32 random bytes as 43 base62 digits, and the CRC-32C of all that as 6 more.
/// The checksum tells a mistyped or made-up token without asking anybody. Only a token's SHA-256 is ever kept.
/// </summary>
public static class PartnerToken
{
    /// <summary>How every token begins, so that scanners for leaked secrets can find one.</summary>
    public const string Prefix = "vch_";

    /// <summary>How the tokens of demo data begin, which exist in Development only and are not well-formed.</summary>
    public const string DemoPrefix = "demo-";

    /// <summary>The length of every well-formed token.</summary>
    public const int Length = 53;

    private const int MaxDemoLength = 64;
    private const int ShownLength = 12;
    private const int ChecksumDigits = 6;
    private const int SecretBytes = 32;
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new token of 256 random bits.</summary>
    public static string Generate() => string.Create(Length, 0, static (token, _) =>
    {
        Prefix.CopyTo(token);
        Span<byte> secret = stackalloc byte[SecretBytes];
        RandomNumberGenerator.Fill(secret);
        WriteBase62(new BigInteger(secret, isUnsigned: true), token[Prefix.Length..^ChecksumDigits]);
        WriteBase62(Checksum(token[..^ChecksumDigits]), token[^ChecksumDigits..]);
    });

    /// <summary>Whether a text can be a token at all. Costs no I/O and no memory, whatever the text.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> token)
    {
        if (token.Length != Length || !token.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        foreach (var digit in token[Prefix.Length..])
        {
            if (!char.IsAsciiLetterOrDigit(digit))
                return false;
        }
        Span<char> checksum = stackalloc char[ChecksumDigits];
        WriteBase62(Checksum(token[..^ChecksumDigits]), checksum);
        return token.EndsWith(checksum, StringComparison.Ordinal);
    }

    /// <summary>Whether a text has the form of a demo token: <c>demo-</c>, then lower case letters, digits and hyphens.</summary>
    public static bool HasDemoForm(ReadOnlySpan<char> token)
    {
        if (token.Length > MaxDemoLength || !token.StartsWith(DemoPrefix, StringComparison.Ordinal))
            return false;
        foreach (var letter in token)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
                return false;
        }
        return true;
    }

    /// <summary>The SHA-256 of a token's UTF-8.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The first characters, by which an operator tells tokens apart; they tell nothing of use about the rest.</summary>
    public static string ShownPartOf(string token) => token.Length <= ShownLength ? token : token[..ShownLength];

    private static uint Checksum(ReadOnlySpan<char> ascii)
    {
        var crc = uint.MaxValue;
        foreach (var letter in ascii)
            crc = BitOperations.Crc32C(crc, (byte)letter);
        return ~crc;
    }

    private static void WriteBase62(uint number, Span<char> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
            (number, digits[i]) = (number / 62, Digits[(int)(number % 62)]);
    }

    private static void WriteBase62(BigInteger number, Span<char> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            number = BigInteger.DivRem(number, 62, out var digit);
            digits[i] = Digits[(int)digit];
        }
    }
}
