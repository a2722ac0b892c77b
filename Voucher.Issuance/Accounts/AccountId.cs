using System.Text.RegularExpressions;

namespace Voucher.Issuance.Accounts;

/// <summary>The form of an account's id (contract S4).</summary>
internal static partial class AccountId
{
    public const string Form = "must be 24 hexadecimal digits";

    /// <summary>Whether a text is the id of an account, in whatever case.</summary>
    public static bool IsOne(string text) => Pattern().IsMatch(text);

    /// <summary>The one form in which accounts are kept and compared.</summary>
    public static string Normalise(string accountId) => accountId.ToLowerInvariant();

    [GeneratedRegex(@"^[a-fA-F0-9]{24}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
