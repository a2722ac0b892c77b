using System.Diagnostics.Metrics;

namespace Voucher.Issuance.Stock;

/// <summary>The stock of campaigns as metrics, as it was when it was taken last; by campaign.</summary>
public sealed class StockMetrics
{
    private readonly Counter<long> crossings;
    private readonly TimeProvider time;
    private IReadOnlyList<CampaignStock> last = [];

    public StockMetrics(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create(IssuanceTelemetry.Name);
        crossings = meter.CreateCounter<long>("voucher.stock.crossings", "{crossing}", "Campaigns whose stock came to another level, by that level.");
        Observe("voucher.stock.imported", "Codes that a campaign ever had.", stock => stock.Imported);
        Observe("voucher.stock.available", "Codes that can still be claimed.", stock => stock.Available);
        Observe("voucher.stock.in_redis", "Codes that are loaded into Redis.", stock => stock.InRedis);
        Observe("voucher.stock.in_flight", "Codes that are claimed and not settled.", stock => stock.InFlight);
        Observe("voucher.stock.issued", "Codes that became vouchers.", stock => stock.Issued);
        Observe("voucher.stock.withdrawn", "Codes that were taken back.", stock => stock.Withdrawn);
        meter.CreateObservableGauge(
            "voucher.stock.depletion.time",
            () => last.Where(stock => stock.DepletedAt is not null).Select(stock => Measure(stock, (stock.DepletedAt!.Value - time.GetUtcNow().UtcDateTime).TotalSeconds)),
            "s",
            "How long a campaign's codes will do at the present rate.");

        void Observe(string name, string description, Func<CampaignStock, long?> value) => meter.CreateObservableGauge(
            name,
            () => last.Where(stock => value(stock) is not null).Select(stock => Measure(stock, value(stock)!.Value)),
            "{code}",
            description);
    }

    /// <summary>The stock was taken.</summary>
    public void Taken(IReadOnlyList<CampaignStock> stock) => Volatile.Write(ref last, stock);

    /// <summary>A campaign came to another level.</summary>
    public void Crossed(string campaignId, string level) =>
        crossings.Add(1, new("voucher.campaign.id", campaignId), new("voucher.stock.level", level));

    private static Measurement<T> Measure<T>(CampaignStock stock, T value)
        where T : struct => new(value, new KeyValuePair<string, object?>("voucher.campaign.id", stock.CampaignId));
}
