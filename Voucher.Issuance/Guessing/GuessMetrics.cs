using System.Diagnostics.Metrics;

namespace Voucher.Issuance.Guessing;

/// <summary>Look-ups that missed, as metrics.</summary>
public sealed class GuessMetrics
{
    private readonly Counter<long> misses;
    private readonly Counter<long> uncounted;
    private readonly Counter<long> unrecorded;

    public GuessMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(IssuanceTelemetry.Name);
        misses = meter.CreateCounter<long>("voucher.lookups.missed", "{lookup}", "Look-ups of vouchers that found none, and look-ups that were refused for that.");
        uncounted = meter.CreateCounter<long>("voucher.lookups.uncounted", "{lookup}", "Look-ups that went on while misses could not be counted.");
        unrecorded = meter.CreateCounter<long>("voucher.lookups.unrecorded", "{lookup}", "Misses that operators do not see because they could not be recorded.");
    }

    /// <summary>A look-up found nothing, or was refused.</summary>
    public void Missed(bool isRefused) => misses.Add(1, new KeyValuePair<string, object?>("voucher.outcome", isRefused ? "refused" : "missed"));

    /// <summary>Redis was away.</summary>
    public void Uncounted() => uncounted.Add(1);

    /// <summary>Misses were not recorded.</summary>
    public void Unrecorded(int count) => unrecorded.Add(count);
}
