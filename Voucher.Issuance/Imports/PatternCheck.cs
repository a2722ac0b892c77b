using System.Globalization;
using Voucher.Issuance.Inventory;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Imports;

/// <summary>Says which patterns cannot be generated, or should not be.</summary>
internal static class PatternCheck
{
    /// <summary>Even where codes may be easy to guess, at most this share of the pattern's codes: beyond it, new ones become hard to find.</summary>
    private const double MostTaken = 0.5;

    /// <summary>Adds what is wrong to the body's errors.</summary>
    public static void Apply(OperatorBody body, CodePattern pattern, bool allowGuessable, double maxGuessChance)
    {
        if (!pattern.Prefix.All(IsCodeCharacter))
            body.Wrong("prefix", "Must be letters, digits and signs of ASCII, without blanks.");
        if (!pattern.Charset.All(IsCodeCharacter))
            body.Wrong("charset", "Must be letters, digits and signs of ASCII, without blanks.");
        else if (pattern.Charset.Distinct().Count() != pattern.Charset.Length)
            body.Wrong("charset", "Names a character twice, which would then come twice as often.");
        else if (pattern.Charset.Length < 2)
            body.Wrong("charset", "Must have at least 2 characters.");
        else if (pattern.HasChecksum && pattern.Charset.Length % 2 != 0)
            body.Wrong("charset", "Must have an even number of characters for a check character to find all single errors.");
        if (pattern.CodeLength > CodeText.Longest)
            body.Wrong("length", $"Prefix, random and check characters together may be {CodeText.Longest} at most.");
        if (!body.Errors.Any)
            CheckChance(body, pattern, allowGuessable ? MostTaken : maxGuessChance);
    }

    private static void CheckChance(OperatorBody body, CodePattern pattern, double mostChance)
    {
        // Powers of logarithms are not exact.
        if (GuessEstimate.Chance(pattern.Bits(), pattern.Count) <= mostChance * (1 + 1e-9))
            return;
        var needed = (int)Math.Ceiling(Math.Log(pattern.Count / mostChance, pattern.Charset.Length) - 1e-9);
        body.Wrong("length", string.Create(CultureInfo.InvariantCulture,
            $"Must be at least {needed} for {pattern.Count} codes of {pattern.Charset.Length} characters; shorter ones are too easy to guess."));
    }

    private static bool IsCodeCharacter(char letter) => letter is > ' ' and <= '~';
}
