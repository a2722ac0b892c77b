using System.Globalization;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Reconciliation;

/// <summary>Pages of differences, and the cursors between them.</summary>
internal static class DifferencePage
{
    /// <summary>A page.</summary>
    public static async Task<Page<Difference>> ReadAsync(
        NpgsqlConnection connection, Guid id, string? kind, (string Kind, long Number)? after, int limit, CancellationToken cancellationToken)
    {
        var read = await Difference.ListAsync(connection, id, kind, after, limit + 1, cancellationToken);
        var page = Page.Of(read, limit, last => [last.Difference.Kind, last.Number.ToString(CultureInfo.InvariantCulture)]);
        return new Page<Difference>([.. page.Items.Select(item => item.Difference)], page.NextCursor);
    }

    /// <summary>Where a page begins; null for the first, and when the cursor is none of these.</summary>
    public static (string Kind, long Number)? ReadCursor(OperatorQuery query)
    {
        if (query.After(2) is not [var kind, var last])
            return null;
        if (long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return (kind, number);
        query.RefuseCursor();
        return null;
    }
}
