namespace Voucher.Issuance.Guessing;

/// <summary>Which misses to read; null is any.</summary>
/// <param name="PrincipalId">Those of a party.</param>
/// <param name="Address">Those from an address.</param>
/// <param name="From">Those of hours that end later.</param>
/// <param name="To">Those of hours that begin before.</param>
/// <param name="After">Those behind this one.</param>
/// <param name="HowMany">How many at most.</param>
internal sealed record MissesFilter(
    string? PrincipalId, string? Address, DateTime? From, DateTime? To, (DateTime Hour, string PrincipalId, string Address)? After, int HowMany)
{
    /// <summary>Only what is asked for is in the statement, so that each combination gets a plan of its own.</summary>
    public string Statement
    {
        get
        {
            var conditions = new[]
            {
                PrincipalId is null ? null : "principal_id = @PrincipalId",
                Address is null ? null : "address = @Address",
                From is null ? null : "hour > @HourBefore",
                To is null ? null : "hour < @To",
                After is null ? null : "(hour, principal_id, address) < (@AfterHour, @AfterPrincipalId, @AfterAddress)",
            }.OfType<string>().ToList();
            return $"""
                SELECT hour, nullif(principal_id, '') AS PrincipalId, address, misses, refusals, last_at AS LastAt
                FROM missed_lookups
                {(conditions.Count == 0 ? "" : "WHERE ")}{string.Join(" AND ", conditions)}
                ORDER BY hour DESC, principal_id DESC, address DESC LIMIT @HowMany
                """;
        }
    }

    public object Parameters => new
    {
        PrincipalId,
        Address,
        HourBefore = From?.AddHours(-1),
        To,
        AfterHour = After?.Hour,
        AfterPrincipalId = After?.PrincipalId,
        AfterAddress = After?.Address,
        HowMany,
    };
}
