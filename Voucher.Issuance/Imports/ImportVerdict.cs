using System.Globalization;

namespace Voucher.Issuance.Imports;

/// <summary>What the proof of a file found.</summary>
/// <param name="Accepted">Lines that can be imported.</param>
/// <param name="Duplicates">Lines whose code is there already.</param>
/// <param name="Invalid">Lines that are not well-formed.</param>
/// <param name="EntropyBits">The estimate of <see cref="GuessEstimate"/>.</param>
/// <param name="LiveBefore">Codes of the campaign before the import, those withdrawn left out.</param>
public sealed record ImportProof(long Accepted, long Duplicates, long Invalid, double EntropyBits, long LiveBefore)
{
    /// <summary>The chance that one guess hits a code of the campaign when these have been added.</summary>
    public double GuessChance => GuessEstimate.Chance(EntropyBits, LiveBefore + Accepted);
}

/// <summary>Whether an import goes on.</summary>
/// <param name="State">The state that it goes to.</param>
/// <param name="Message">Why, and what to do, unless it simply goes on.</param>
public sealed record ImportVerdict(string State, string? Message)
{
    /// <summary>Decides on a proof.</summary>
    /// <param name="proof">What was found.</param>
    /// <param name="skipsProblems">Whether bad lines are left out instead of rejecting the file.</param>
    /// <param name="allowsGuessable">Whether codes that are easy to guess are wanted all the same.</param>
    /// <param name="maxGuessChance">Above it codes count as easy to guess.</param>
    public static ImportVerdict On(ImportProof proof, bool skipsProblems, bool allowsGuessable, double maxGuessChance)
    {
        var problems = proof.Duplicates + proof.Invalid;
        if (problems > 0 && !skipsProblems)
        {
            return Rejected(string.Create(CultureInfo.InvariantCulture,
                $"{proof.Invalid} lines are invalid and {proof.Duplicates} have a code that is there already. Nothing was imported. The report names the lines; mend them, or import again with problems=skip to leave them out."));
        }
        if (proof.Accepted == 0)
            return Rejected("No line can be imported. The report names the problems.");
        if (proof.GuessChance > maxGuessChance && !allowsGuessable)
        {
            return Rejected(string.Create(CultureInfo.InvariantCulture,
                $"The codes are easy to guess: about {proof.EntropyBits:F1} bits each, so that 1 of {1 / proof.GuessChance:F0} guesses hits one, and at most 1 of {1 / maxGuessChance:F0} should. Nothing was imported. Use longer random codes, or import again with allow_guessable=true."));
        }
        return new ImportVerdict(ImportStates.Committing, Message: null);
    }

    private static ImportVerdict Rejected(string message) => new(ImportStates.Rejected, message);
}
