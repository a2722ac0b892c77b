using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>A page of a list.</summary>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="NextCursor">What to give as <c>cursor</c> for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>Pages, and the cursors between them: the sort key of a page's last item, opaque to callers.</summary>
public static class Page
{
    private const char Separator = '\u001F';

    /// <summary>A page out of items that were read with a limit of one more than the page has: that one tells that there is a next page.</summary>
    /// <param name="read">The items that were read.</param>
    /// <param name="limit">How many the page has at most.</param>
    /// <param name="key">The parts of an item's sort key.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> read, int limit, Func<T, string[]> key) => read.Count <= limit
        ? new Page<T>(read, NextCursor: null)
        : new Page<T>([.. read.Take(limit)], CursorOf(key(read[limit - 1])));

    private static string CursorOf(string[] parts) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, parts)));

    internal static bool TryReadCursor(string cursor, int count, [NotNullWhen(true)] out string[]? parts)
    {
        parts = null;
        if (!Base64Url.IsValid(cursor))
            return false;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        var read = text.Split(Separator);
        // Whatever cannot be a part of a key cannot reach the database either.
        if (read.Length != count || read.Any(part => part.Any(char.IsControl) || part.Contains('\uFFFD', StringComparison.Ordinal)))
            return false;
        parts = read;
        return true;
    }
}
