using System.Data.Common;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Transactions;

/// <summary>Where a transaction stands among a distributor's: by time, those of one moment by what they are and by their numbers.</summary>
/// <param name="At">The moment.</param>
/// <param name="IsIssued">Whether it is a voucher.</param>
/// <param name="CampaignId">Whose voucher; empty for a declined request.</param>
/// <param name="Number">The voucher's number within the campaign, or that of the declined request.</param>
internal readonly record struct TransactionPosition(DateTime At, bool IsIssued, string CampaignId, long Number);

/// <summary>A row of the ledger, or of the declined requests, as the statements of this folder select it.</summary>
internal readonly record struct TransactionRow(TransactionPosition Position, Transaction Transaction)
{
    /// <summary>The columns of a voucher.</summary>
    public const string OfIssued =
        """
        SELECT issued_at AS at, true AS is_issued, campaign_id, seq AS number, request_id, terminal_id, category_id, product_id,
               NULL::text[] AS product_ids, code, serial_number, expires_at, confirm_by, confirmed_at, returned_at,
               redeemed_at IS NOT NULL AS is_redeemed, cancelled_at IS NOT NULL AS is_cancelled
        FROM issued_vouchers
        """;

    /// <summary>The same columns of a declined request. Its reason and its campaign are not among them: partners are never told.</summary>
    public const string OfDeclined =
        """
        SELECT declined_at AS at, false AS is_issued, '' AS campaign_id, id AS number, request_id, terminal_id, category_id, product_id,
               product_ids, NULL AS code, NULL AS serial_number, NULL::timestamptz AS expires_at, NULL::timestamptz AS confirm_by,
               NULL::timestamptz AS confirmed_at, NULL::timestamptz AS returned_at, false AS is_redeemed, false AS is_cancelled
        FROM declined_requests
        """;

    /// <summary>The row that a reader stands at.</summary>
    public static TransactionRow Read(DbDataReader row)
    {
        var position = new TransactionPosition(row.GetDateTime(0), row.GetBoolean(1), row.GetString(2), row.GetInt64(3));
        return new TransactionRow(position, position.IsIssued ? Issued(row, position) : Declined(row, position));
    }

    private static IssuedTransaction Issued(DbDataReader row, TransactionPosition position)
    {
        var (confirmBy, confirmedAt, returnedAt) = (Time(row, 12), Time(row, 13), Time(row, 14));
        var state = returnedAt is not null ? VoucherStates.Returned
            : confirmBy is not null && confirmedAt is null ? VoucherStates.Unconfirmed
            : row.GetBoolean(15) ? VoucherStates.Redeemed
            : row.GetBoolean(16) ? VoucherStates.Cancelled
            : VoucherStates.Acquired;
        return new IssuedTransaction(
            position.At, Text(row, 4), row.GetString(5), row.GetString(6), Text(row, 7), position.CampaignId, row.GetString(9), Text(row, 10),
            Time(row, 11) is { } end ? UtcSecondsConverter.TextOf(end) : "", state, confirmBy, confirmedAt, returnedAt);
    }

    private static DeclinedTransaction Declined(DbDataReader row, TransactionPosition position) => new(
        position.At, Text(row, 4), row.GetString(5), row.GetString(6), Text(row, 7), row.IsDBNull(8) ? null : row.GetFieldValue<string[]>(8));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTime? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDateTime(column);
}
