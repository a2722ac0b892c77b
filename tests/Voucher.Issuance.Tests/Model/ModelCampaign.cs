using Voucher.Issuance.Claims;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Somebody who has claimed a code and fell asleep before he wrote the voucher.</summary>
internal sealed record Sleeper(int Campaign, Claim Claim, Order Order);

/// <summary>A campaign as it has to be.</summary>
internal sealed class ModelCampaign(Candidate candidate)
{
    public Candidate Candidate { get; set; } = candidate;

    /// <summary>The codes that were imported; the n-th one has the sequence number n.</summary>
    public HashSet<string> Codes { get; } = [];

    public HashSet<string> Issued { get; } = [];

    /// <summary>How often its pool was built.</summary>
    public long Epoch { get; set; }

    /// <summary>Sleepers whose code nobody else may have: claimed since the pool was built, and not swept.</summary>
    public List<Sleeper> InFlight { get; } = [];

    /// <summary>Codes that were imported after the pool was told that it has all; they wait for the next round.</summary>
    public int NotLoaded { get; set; }

    public int Available => Codes.Count - Issued.Count - InFlight.Count;

    public bool IsOpen(DateTimeOffset now) =>
        Candidate.State == "active" && (Candidate.StartAt is not { } start || start <= now) && (Candidate.EndAt is not { } end || now < end);

    public Sleeper? InFlightOf(Order order) => order.Key is null
        ? null
        : InFlight.SingleOrDefault(sleeper => sleeper.Order.Distributor == order.Distributor && sleeper.Order.Key == order.Key);

    /// <summary>How many vouchers the campaign could still give to an order.</summary>
    public int RoomFor(Order order) => Available - NotLoaded + (InFlightOf(order) is null ? 0 : 1);
}
