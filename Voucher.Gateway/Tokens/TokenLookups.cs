using System.Diagnostics.Metrics;

namespace Voucher.Gateway.Tokens;

/// <summary>
/// The metric <c>voucher.token.lookups</c>. Outcomes: <c>malformed</c> (not looked up), <c>cached</c> and <c>cached_refused</c> (Redis knew),
/// <c>resolved</c> and <c>refused</c> (Auth knew), <c>unavailable</c>.
/// </summary>
internal sealed class TokenLookups
{
    public const string MeterName = "Voucher.Gateway";

    private readonly Counter<long> lookups;

    public TokenLookups(IMeterFactory meters) => lookups = meters.Create(MeterName)
        .CreateCounter<long>("voucher.token.lookups", "{lookup}", "Look-ups of partners' tokens, by outcome.");

    public void Malformed() => Count("malformed");

    public void Cached(TokenVerdict verdict) => Count(verdict == TokenVerdict.Accepted ? "cached" : "cached_refused");

    public void Asked(TokenVerdict verdict) => Count(verdict switch
    {
        TokenVerdict.Accepted => "resolved",
        TokenVerdict.Refused => "refused",
        _ => "unavailable",
    });

    private void Count(string outcome) => lookups.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}
