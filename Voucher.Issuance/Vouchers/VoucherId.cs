using System.Globalization;
using System.Runtime.InteropServices;

namespace Voucher.Issuance.Vouchers;

/// <summary>A voucher's public name, such as <c>V3-42</c>: the number of its campaign's pool, and its own in the campaign. It is the ledger's primary key.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VoucherId(long Pool, long Seq)
{
    private const char First = 'V';
    private const char Between = '-';

    /// <summary>Whether a text is the name of a voucher, in the one form in which names are given out.</summary>
    public static bool TryParse(string text, out VoucherId id)
    {
        id = default;
        var hyphen = text.IndexOf(Between, StringComparison.Ordinal);
        if (hyphen < 2 || text[0] != First || !TryNumber(text.AsSpan(1, hyphen - 1), out var pool) || !TryNumber(text.AsSpan(hyphen + 1), out var seq))
            return false;
        id = new VoucherId(pool, seq);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}{Pool}{Between}{Seq}");

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && text[0] != '0';
}
