namespace Voucher.Issuance.Transactions;

/// <summary>Which transactions of a distributor to read; null is any.</summary>
/// <param name="DistributorId">Whose. Never null: nobody reads another's.</param>
/// <param name="TerminalId">Those of a terminal.</param>
/// <param name="CategoryId">Those of a category, or where it was among the products that were asked for.</param>
/// <param name="RequestId">Those of a request.</param>
/// <param name="Outcome">One of <see cref="TransactionOutcomes"/>.</param>
/// <param name="From">Those from here on.</param>
/// <param name="To">Those before.</param>
/// <param name="After">Those behind this one.</param>
/// <param name="HowMany">How many at most.</param>
internal sealed record TransactionFilter(
    string DistributorId,
    string? TerminalId,
    string? CategoryId,
    string? RequestId,
    string? Outcome,
    DateTime? From,
    DateTime? To,
    TransactionPosition? After,
    int HowMany)
{
    private const string Order = "ORDER BY at DESC, is_issued DESC, campaign_id DESC, number DESC LIMIT @HowMany";

    /// <summary>
    /// The newest first. Each of the two tables is read no further than the page needs, and only by what is asked for: with a condition for each
    /// parameter that might be null, PostgreSQL would sooner or later make one plan for all.
    /// </summary>
    public string Statement
    {
        get
        {
            var parts = new[]
            {
                Outcome == TransactionOutcomes.Declined ? null : $"({TransactionRow.OfIssued}\n{Where(IssuedConditions)}\n{Order})",
                Outcome == TransactionOutcomes.Issued ? null : $"({TransactionRow.OfDeclined}\n{Where(DeclinedConditions)}\n{Order})",
            };
            return $"SELECT * FROM (\n{string.Join("\nUNION ALL\n", parts.OfType<string>())}\n) AS transactions\n{Order}";
        }
    }

    public object Parameters => new
    {
        DistributorId,
        TerminalId,
        CategoryId,
        RequestId,
        From,
        To,
        AfterAt = After?.At,
        AfterCampaignId = After?.CampaignId,
        AfterNumber = After?.Number,
        HowMany,
    };

    private IEnumerable<string?> IssuedConditions =>
    [
        CategoryId is null ? null : "category_id = @CategoryId",
        From is null ? null : "issued_at >= @From",
        To is null ? null : "issued_at < @To",
        After is null ? null
            : After.Value.IsIssued ? "(issued_at, campaign_id, seq) < (@AfterAt, @AfterCampaignId, @AfterNumber)"
            : "issued_at < @AfterAt",
    ];

    private IEnumerable<string?> DeclinedConditions =>
    [
        CategoryId is null ? null : "(category_id = @CategoryId OR @CategoryId = ANY (product_ids))",
        From is null ? null : "declined_at >= @From",
        To is null ? null : "declined_at < @To",
        After is null ? null
            : After.Value.IsIssued ? "declined_at <= @AfterAt"
            : "(declined_at, id) < (@AfterAt, @AfterNumber)",
    ];

    private string Where(IEnumerable<string?> conditions) => "WHERE " + string.Join(" AND ", new[]
    {
        "distributor_id = @DistributorId",
        TerminalId is null ? null : "terminal_id = @TerminalId",
        RequestId is null ? null : "request_id = @RequestId",
    }.Concat(conditions).OfType<string>());
}
