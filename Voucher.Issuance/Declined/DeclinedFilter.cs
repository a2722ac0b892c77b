namespace Voucher.Issuance.Declined;

/// <summary>Which declined requests to read; null is any.</summary>
/// <param name="DistributorId">Those of a distributor.</param>
/// <param name="TerminalId">Those of a terminal.</param>
/// <param name="Reason">Those declined for a reason.</param>
/// <param name="From">Those declined from here on.</param>
/// <param name="To">Those declined before.</param>
/// <param name="After">Those behind this one.</param>
/// <param name="HowMany">How many at most.</param>
internal sealed record DeclinedFilter(
    string? DistributorId, string? TerminalId, string? Reason, DateTime? From, DateTime? To, (DateTime At, long Id)? After, int HowMany)
{
    /// <summary>
    /// The statement has only what is asked for. With a condition for each parameter that might be null, PostgreSQL would sooner or later make one plan
    /// for all, and read the whole table for a distributor that is seldom declined.
    /// </summary>
    public string Statement
    {
        get
        {
            var conditions = new[]
            {
                DistributorId is null ? null : "distributor_id = @DistributorId",
                TerminalId is null ? null : "terminal_id = @TerminalId",
                Reason is null ? null : "reason = @Reason",
                From is null ? null : "declined_at >= @From",
                To is null ? null : "declined_at < @To",
                After is null ? null : "(declined_at, id) < (@AfterAt, @AfterId)",
            }.OfType<string>().ToList();
            return $"""
                SELECT id, declined_at AS At, distributor_id AS DistributorId, terminal_id AS TerminalId, category_id AS CategoryId,
                       product_id AS ProductId, product_ids AS ProductIds, request_id AS RequestId, reason
                FROM declined_requests
                {(conditions.Count == 0 ? "" : "WHERE ")}{string.Join(" AND ", conditions)}
                ORDER BY declined_at DESC, id DESC LIMIT @HowMany
                """;
        }
    }

    public object Parameters => new { DistributorId, TerminalId, Reason, From, To, AfterAt = After?.At, AfterId = After?.Id, HowMany };
}
