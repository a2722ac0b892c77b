using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voucher.Campaigns.Capacity;

/// <summary>A campaign's limits as they hold for one distributor, for Issuance, which counts. Null is no limit.</summary>
/// <param name="Total">In the campaign's whole life.</param>
/// <param name="PerDay">On a day of the campaign's zone.</param>
/// <param name="PerDistributorDay">To the distributor on a day.</param>
/// <param name="PerTerminalDay">At each of its terminals on a day.</param>
/// <param name="SharePercent">Which part of <paramref name="PerDay"/> it gets at most while others are active too. Null: all of it.</param>
/// <param name="BorrowFrom">The time of the day (<c>HH:mm</c>, in the campaign's zone) from which on the share does not bind. Null: it always does.</param>
public sealed record DistributorLimits(
    long? Total, long? PerDay, long? PerDistributorDay, long? PerTerminalDay, int? SharePercent, string? BorrowFrom)
{
    /// <summary>The limits as the function <c>limits_for</c> gives them; null without any.</summary>
    internal static DistributorLimits? Of(string? json) => json is null ? null : JsonSerializer.Deserialize(json, CapacityJson.Default.DistributorLimits);
}

/// <summary>The JSON that limits are kept in.</summary>
[JsonSerializable(typeof(CampaignLimits))]
[JsonSerializable(typeof(DistributorLimits))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class CapacityJson : JsonSerializerContext;
