using System.Globalization;

namespace Voucher.Issuance.Links;

/// <summary>A code in groups that a person can read, remember and type.</summary>
internal static class CodeGroups
{
    private const int GroupLength = 4;

    /// <summary>A group that the merchant has made is left whole up to this length: longer ones are split as well.</summary>
    private const int LongestGroup = 6;

    /// <summary>
    /// The groups, which together are the code as it is: each with its hyphen where the code has one, those of a code without hyphens by four.
    /// </summary>
    public static IReadOnlyList<string> Of(string code)
    {
        var groups = new List<string>();
        var parts = code.Split('-');
        for (var i = 0; i < parts.Length; i++)
        {
            var split = Split(parts[i], parts.Length == 1 ? GroupLength : LongestGroup);
            if (i < parts.Length - 1)
                split[^1] += '-';
            groups.AddRange(split);
        }
        return groups;
    }

    private static string[] Split(string part, int longest)
    {
        var letters = new StringInfo(part);
        return letters.LengthInTextElements <= longest
            ? [part]
            : [.. Enumerable.Range(0, (letters.LengthInTextElements + GroupLength - 1) / GroupLength).Select(group =>
                letters.SubstringByTextElements(group * GroupLength, Math.Min(GroupLength, letters.LengthInTextElements - (group * GroupLength))))];
    }
}
