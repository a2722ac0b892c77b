namespace Voucher.Issuance.Imports;

/// <summary>
/// Estimates how hard the codes of a file are to guess for somebody who has seen others of the same file: the sum over the positions of what the
/// characters there tell (Shannon's entropy). It sees fixed prefixes, small alphabets and counters, not every pattern that a person would:
/// it is an upper bound.
/// </summary>
public sealed class GuessEstimate
{
    /// <summary>In fewer codes the frequencies of characters mean little; there the kinds of characters are counted instead.</summary>
    private const int FewestForFrequencies = 1000;

    /// <summary>In fewer codes a character that is the same in all says nothing yet.</summary>
    private const int FewestForFixed = 8;

    private const int Alphabet = '~' - ' ' + 1;

    private readonly long[][] seen = [.. Enumerable.Range(0, CodeText.Longest).Select(_ => new long[Alphabet])];
    private long codes;

    /// <summary>Takes note of a code of printable ASCII.</summary>
    public void Add(string code)
    {
        codes++;
        for (var i = 0; i < code.Length; i++)
            seen[i][code[i] - ' ']++;
    }

    /// <summary>The estimate, in tenths of bits, since it is not finer than that; 0 for no codes.</summary>
    public double Bits() => codes == 0 ? 0 : Math.Round(seen.Sum(BitsOf), 1);

    /// <summary>The chance that one guess of the right form hits one of <paramref name="live"/> codes, at most 1.</summary>
    public static double Chance(double bits, long live) => Math.Min(1, live / Math.Pow(2, bits));

    private double BitsOf(long[] counts)
    {
        var present = counts.Sum();
        if (present == 0 || (codes >= FewestForFixed && counts.Contains(codes)))
            return 0;
        return codes < FewestForFrequencies
            ? Math.Log2(Kinds(counts))
            : counts.Append(codes - present).Where(count => count > 0).Sum(count => -(double)count / codes * Math.Log2((double)count / codes));
    }

    /// <summary>How many characters there are of the kinds that were seen.</summary>
    private static int Kinds(long[] counts)
    {
        var letters = counts.Select((count, i) => (count, letter: (char)(i + ' '))).Where(one => one.count > 0).Select(one => one.letter).ToList();
        return (letters.Exists(char.IsAsciiDigit) ? 10 : 0)
            + (letters.Exists(char.IsAsciiLetterUpper) ? 26 : 0)
            + (letters.Exists(char.IsAsciiLetterLower) ? 26 : 0)
            + letters.Count(letter => !char.IsAsciiLetterOrDigit(letter));
    }
}
