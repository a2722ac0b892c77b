using Npgsql;

namespace Voucher.Issuance.Ledger;

/// <summary>Reads a voucher off a row of the ledger.</summary>
internal static class LedgerRow
{
    /// <summary>The columns that <see cref="ReadVoucher"/> reads, in their order.</summary>
    public const string Columns = "campaign_id, code, serial_number, category_id, product_id, fingerprint, issued_at, expires_at, " +
        "confirm_by, confirmed_at, returned_at";

    /// <summary>The voucher in the columns from <paramref name="first"/> on, or null when they are of an outer join without a match.</summary>
    public static IssuedVoucher? ReadVoucher(NpgsqlDataReader row, int first) => row.IsDBNull(first)
        ? null
        : new IssuedVoucher(
            row.GetString(first),
            row.GetString(first + 1),
            row.IsDBNull(first + 2) ? "" : row.GetString(first + 2),
            row.GetString(first + 3),
            row.IsDBNull(first + 4) ? null : row.GetString(first + 4),
            row.IsDBNull(first + 5) ? null : row.GetFieldValue<byte[]>(first + 5),
            row.GetFieldValue<DateTimeOffset>(first + 6),
            TimeOrNull(row, first + 7),
            TimeOrNull(row, first + 8),
            TimeOrNull(row, first + 9),
            TimeOrNull(row, first + 10));

    private static DateTimeOffset? TimeOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
