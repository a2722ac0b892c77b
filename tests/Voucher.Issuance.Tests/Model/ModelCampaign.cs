using System.Globalization;
using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Somebody who has claimed a code and fell asleep before he wrote the voucher.</summary>
internal sealed record Sleeper(int Campaign, Claim Claim, Order Order)
{
    public bool IsFor(Order order) =>
        Order.Key is not null && (Order.Distributor, Order.Key, Order.Parameters) == (order.Distributor, order.Key, order.Parameters);
}

/// <summary>A code's place in its campaign, and its serial number as soon as it has one.</summary>
internal sealed record ModelCode(long Seq, string? Serial)
{
    public string SerialNumber => Serial ?? string.Create(CultureInfo.InvariantCulture, $"SER-{Seq:D6}");
}

/// <summary>A campaign as it has to be.</summary>
internal sealed class ModelCampaign(Candidate candidate)
{
    public Candidate Candidate { get; set; } = candidate;

    public Dictionary<string, ModelCode> Codes { get; } = [];

    /// <summary>The last place that was given away: to a new code, or to one that came back.</summary>
    public long LastSeq { get; set; }

    /// <summary>How often its pool was built.</summary>
    public long Epoch { get; set; }

    /// <summary>Its vouchers, those that went back too.</summary>
    public List<ModelRow> Rows { get; } = [];

    /// <summary>Sleepers whose code nobody else may have: claimed since the pool was built, and not swept.</summary>
    public List<Sleeper> InFlight { get; } = [];

    /// <summary>Codes that came after the pool was told that it has all; they wait for the next round.</summary>
    public int NotLoaded { get; set; }

    /// <summary>The last day that each distributor asked on: it may have been taken for active then.</summary>
    private Dictionary<int, DateOnly> AskedOn { get; } = [];

    public IEnumerable<string> Issued => Rows.Where(row => !row.IsReturned).Select(row => row.Code);

    private CampaignLimits Limits => Candidate.Limits ?? new CampaignLimits();

    public bool IsOpen(DateTimeOffset now) =>
        Candidate.State == "active" && (Candidate.StartAt is not { } start || start <= now) && (Candidate.EndAt is not { } end || now < end);

    /// <summary>The day that a campaign's calendar shows.</summary>
    public DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(LocalTime(time));

    public void AddCode(string code, string? serial) => Codes.Add(code, new ModelCode(++LastSeq, serial));

    public void NoteAsked(int distributor, DateTimeOffset now)
    {
        if (AskedOn.GetValueOrDefault(distributor) < DayOf(now))
            AskedOn[distributor] = DayOf(now);
    }

    public Sleeper? InFlightOf(Order order) => InFlight.SingleOrDefault(sleeper => sleeper.IsFor(order));

    /// <summary>How many vouchers the campaign could still give to an order; less than none where a limit was lowered.</summary>
    public long RoomFor(Order order, DateTimeOffset now)
    {
        if (InFlightOf(order) is not null)
            return 1;
        var available = Codes.Count - Issued.Count() - InFlight.Count - NotLoaded;
        var day = DayOf(now);
        var othersMayBeActive = AskedOn.Any(asked => asked.Key != order.Distributor && asked.Value >= day.AddDays(-1));
        return LimitsOn(order, day, now, othersMayBeActive).Append(available).Min();
    }

    /// <summary>Who was served on a day or the day before, so that a fair share binds the others.</summary>
    public HashSet<int> ServedAround(DateOnly day) =>
        [.. Rows.Where(row => row.Day == day || row.Day == day.AddDays(-1)).Select(row => row.Order.Distributor)];

    /// <summary>What each limit leaves for an order: the limit less the vouchers and the claims in flight that it counts.</summary>
    public IEnumerable<long> LimitsOn(Order order, DateOnly day, DateTimeOffset now, bool isShareBinding)
    {
        var counted = Rows.Where(row => !row.IsReturned).Select(row => (row.Order, row.Day))
            .Concat(InFlight.Select(sleeper => (sleeper.Order, Day: sleeper.Claim.Claimant.Day))).ToList();
        var ofDay = counted.Where(each => each.Day == day).Select(each => each.Order).ToList();
        var ofDistributor = ofDay.Where(each => each.Distributor == order.Distributor).ToList();
        return new[]
        {
            Limits.Total - counted.Count,
            Limits.PerDay - ofDay.Count,
            Limits.PerDistributorDay - ofDistributor.Count,
            Limits.PerTerminalDay - ofDistributor.Count(each => each.Terminal == order.Terminal),
            isShareBinding ? ShareAt(now) - ofDistributor.Count : null,
        }.OfType<long>();
    }

    private long? ShareAt(DateTimeOffset now)
    {
        var isBorrowing = Limits.BorrowFrom is { } from
            && TimeOnly.FromDateTime(LocalTime(now)) >= TimeOnly.ParseExact(from, "HH:mm", CultureInfo.InvariantCulture);
        return isBorrowing || Limits.SharePercent is not { } percent ? null : Math.Max(1, Limits.PerDay!.Value * percent / 100);
    }

    private DateTime LocalTime(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, TimeZoneInfo.FindSystemTimeZoneById(Candidate.TimeZone)).DateTime;
}
