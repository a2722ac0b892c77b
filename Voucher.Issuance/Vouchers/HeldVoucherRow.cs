using System.Data.Common;

namespace Voucher.Issuance.Vouchers;

/// <summary>Reads a voucher off a row of the ledger, with its pool and its holder.</summary>
internal static class HeldVoucherRow
{
    /// <summary>The columns that <see cref="Read"/> reads, in their order, of <c>pools</c>, of the ledger as <c>issued</c>, and of the holder.</summary>
    public const string Columns =
        """
        pools.number, issued.seq, issued.campaign_id, issued.code, issued.serial_number, issued.distributor_id, issued.terminal_id, issued.category_id,
        issued.product_id, issued.request_id, issued.issued_at, issued.usable_from, issued.expires_at, issued.confirm_by, issued.confirmed_at,
        issued.returned_at, issued.redeemed_at, issued.cancelled_at, holder.account_id, holder.customer_name
        """;

    /// <summary>Whoever holds the voucher, if anything is known of him.</summary>
    public const string JoinHolder =
        "LEFT JOIN voucher_holders AS holder ON holder.campaign_id = issued.campaign_id AND holder.seq = issued.seq";

    /// <summary>The voucher of the row that a reader stands at.</summary>
    public static HeldVoucher Read(DbDataReader row) => new()
    {
        Id = new VoucherId(row.GetInt64(0), row.GetInt64(1)),
        CampaignId = row.GetString(2),
        Code = row.GetString(3),
        SerialNumber = Text(row, 4) ?? "",
        DistributorId = row.GetString(5),
        TerminalId = row.GetString(6),
        CategoryId = row.GetString(7),
        ProductId = Text(row, 8),
        RequestId = Text(row, 9),
        IssuedAt = row.GetFieldValue<DateTimeOffset>(10),
        UsableFrom = Time(row, 11),
        ExpiresAt = Time(row, 12),
        ConfirmBy = Time(row, 13),
        ConfirmedAt = Time(row, 14),
        ReturnedAt = Time(row, 15),
        RedeemedAt = Time(row, 16),
        CancelledAt = Time(row, 17),
        AccountId = Text(row, 18),
        CustomerName = Text(row, 19),
    };

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset? Time(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
