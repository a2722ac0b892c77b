using System.Data.Common;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Resource;

/// <summary>Where a voucher stands among an offer's: by its day and time, those of one moment by their numbers.</summary>
/// <param name="Day">The campaign's day that it counts for; null in a distributor's list, and of vouchers from before there were limits.</param>
/// <param name="At">When it was issued.</param>
/// <param name="Seq">Its number in the campaign.</param>
internal readonly record struct VoucherPosition(DateOnly? Day, DateTime At, long Seq);

/// <summary>Which vouchers of an offer to read; null is any. Those that wait for their confirmation, or went back, are none.</summary>
/// <param name="CampaignId">The offer.</param>
/// <param name="DistributorId">Those of a distributor, for a list of its own.</param>
/// <param name="Status">One of <see cref="ResourceStatus"/>.</param>
/// <param name="From">Those issued from here on.</param>
/// <param name="To">Those issued before.</param>
/// <param name="After">Those behind this one.</param>
/// <param name="HowMany">How many at most.</param>
internal sealed record VoucherFilter(
    string CampaignId, string? DistributorId, string? Status, DateTime? From, DateTime? To, VoucherPosition? After, int HowMany)
{
    private const int DayColumn = 20;
    private const int AtColumn = 10;
    private const int SeqColumn = 1;

    private const string OfDistributor = "issued_at DESC, seq DESC";
    private const string OfMerchant = "campaign_day DESC NULLS LAST, issued_at DESC, seq DESC";

    /// <summary>Whether nothing is asked for but the offer's vouchers.</summary>
    public bool IsAny => this == Any with { HowMany = HowMany };

    /// <summary>One voucher of the offer, whichever.</summary>
    public VoucherFilter Any => this with { Status = null, From = null, To = null, After = null, HowMany = 1 };

    /// <summary>The newest first, each with its day. Read no further than the page needs, and only then joined with what else is shown.</summary>
    public string Statement =>
        $"""
        SELECT {HeldVoucherRow.Columns}, {(DistributorId is null ? "issued.campaign_day" : "NULL::date")}
        FROM ({(DistributorId is null ? MerchantsPage : DistributorsPage)}) AS issued
        JOIN pools ON pools.campaign_id = issued.campaign_id
        {HeldVoucherRow.JoinHolder}
        ORDER BY {(DistributorId is null ? OfMerchant : OfDistributor).Replace(", ", ", issued.", StringComparison.Ordinal).Insert(0, "issued.")}
        """;

    public object Parameters => new
    {
        CampaignId,
        DistributorId,
        From,
        To,
        // Wherever a campaign is, its day is the one in UTC, or that before or behind it.
        FromDay = DayOf(From)?.AddDays(-1),
        ToDay = DayOf(To)?.AddDays(1),
        AfterDay = After?.Day,
        AfterAt = After?.At,
        AfterSeq = After?.Seq,
        HowMany,
    };

    /// <summary>Where the voucher of the row stands that a reader is at.</summary>
    public static VoucherPosition PositionOf(DbDataReader row) =>
        new(row.IsDBNull(DayColumn) ? null : row.GetFieldValue<DateOnly>(DayColumn), row.GetDateTime(AtColumn), row.GetInt64(SeqColumn));

    private string DistributorsPage => Page("distributor_id = @DistributorId", OfDistributor, After is null ? null : "(issued_at, seq) < (@AfterAt, @AfterSeq)");

    /// <summary>Vouchers from before there were limits have no day: they come last. Both parts are read off the same index, backwards.</summary>
    private string MerchantsPage
    {
        get
        {
            var undated = Page("campaign_day IS NULL", OfDistributor, After is { Day: null } ? "(issued_at, seq) < (@AfterAt, @AfterSeq)" : null);
            if (After is { Day: null })
                return undated;
            var dated = Page(
                "campaign_day IS NOT NULL",
                "campaign_day DESC, issued_at DESC, seq DESC",
                After is null ? null : "(campaign_day, issued_at, seq) < (@AfterDay, @AfterAt, @AfterSeq)",
                From is null ? null : "campaign_day >= @FromDay",
                To is null ? null : "campaign_day <= @ToDay");
            return $"SELECT * FROM (({dated}) UNION ALL ({undated})) AS both_parts ORDER BY {OfMerchant} LIMIT @HowMany";
        }
    }

    private string Page(string which, string order, params ReadOnlySpan<string?> further)
    {
        string?[] conditions =
        [
            "campaign_id = @CampaignId",
            which,
            "returned_at IS NULL AND (confirm_by IS NULL OR confirmed_at IS NOT NULL)",
            Status switch
            {
                ResourceStatus.Acquired => "redeemed_at IS NULL AND cancelled_at IS NULL",
                ResourceStatus.Redeemed => "redeemed_at IS NOT NULL",
                ResourceStatus.Cancelled => "cancelled_at IS NOT NULL",
                _ => null,
            },
            From is null ? null : "issued_at >= @From",
            To is null ? null : "issued_at < @To",
            .. further,
        ];
        return $"SELECT * FROM issued_vouchers WHERE {string.Join(" AND ", conditions.OfType<string>())} ORDER BY {order} LIMIT @HowMany";
    }

    private static DateOnly? DayOf(DateTime? time) => time is { } moment ? DateOnly.FromDateTime(moment) : null;
}
