using System.Text.Json;

namespace Voucher.Campaigns.Capacity;

/// <summary>
/// How many of a campaign's vouchers may be issued, as operators say it. Null is no limit, and at least one is none such. Days are the
/// campaign's.
/// </summary>
/// <param name="Total">In the campaign's whole life.</param>
/// <param name="PerDay">On a day.</param>
/// <param name="PerDistributorDay">To each distributor on a day.</param>
/// <param name="PerTerminalDay">At each terminal on a day.</param>
/// <param name="FairShare">How the day's vouchers are shared; with <paramref name="PerDay"/> only.</param>
public sealed record CampaignLimits(long? Total, long? PerDay, long? PerDistributorDay, long? PerTerminalDay, FairShare? FairShare)
{
    /// <summary>The most that any of them can be.</summary>
    public const long Most = 1_000_000_000;

    /// <summary>The limits as their row has them.</summary>
    internal static CampaignLimits? Of(string? json) => json is null ? null : JsonSerializer.Deserialize(json, CapacityJson.Default.CampaignLimits);

    /// <summary>For the row.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this, CapacityJson.Default.CampaignLimits);
}

/// <summary>Which part of a day's vouchers a distributor gets at most while others are active too.</summary>
/// <param name="Percent">The part of each distributor that is not named.</param>
/// <param name="Distributors">Those with a part of their own, by id.</param>
/// <param name="BorrowFrom">The time of the day (<c>HH:mm</c>, in the campaign's zone) from which on anybody may take what is left. Null: none.</param>
public sealed record FairShare(int Percent, IReadOnlyList<DistributorShare> Distributors, string? BorrowFrom);

/// <summary>A distributor's own part.</summary>
/// <param name="DistributorId">Whose.</param>
/// <param name="Percent">1 to 100.</param>
public sealed record DistributorShare(string DistributorId, int Percent);
