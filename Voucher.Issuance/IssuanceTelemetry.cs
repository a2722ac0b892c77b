using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Voucher.Issuance;

/// <summary>The service's own spans.</summary>
public static class IssuanceTelemetry
{
    internal const string Name = "Voucher.Issuance";

    /// <summary>The source of the service's own spans.</summary>
    public static readonly ActivitySource Source = new(Name);
}

/// <summary>The service's own metrics, named after OpenTelemetry's conventions.</summary>
public sealed class IssuanceMetrics
{
    private readonly Counter<long> requests;
    private readonly Histogram<double> requestDuration;
    private readonly Counter<long> claims;
    private readonly Histogram<int> ledgerBatchSize;
    private readonly Counter<long> rebuilds;
    private readonly Gauge<long> poolLevel;
    private readonly Counter<long> declinedUnrecorded;
    private readonly Counter<long> confirmations;
    private readonly Counter<long> returned;
    private readonly Counter<long> endings;

    public IssuanceMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(IssuanceTelemetry.Name);
        requests = meter.CreateCounter<long>("voucher.requests", "{request}", "Requests for a voucher by outcome and reason.");
        requestDuration = meter.CreateHistogram<double>("voucher.request.duration", "s", "How long a request for a voucher took.");
        claims = meter.CreateCounter<long>("voucher.claims", "{claim}", "Claims of a code by their answer.");
        ledgerBatchSize = meter.CreateHistogram<int>("voucher.ledger.batch.size", "{voucher}", "Vouchers written with one commit.");
        rebuilds = meter.CreateCounter<long>("voucher.pool.rebuilds", "{rebuild}", "Pools rebuilt from the ledger.");
        poolLevel = meter.CreateGauge<long>("voucher.pool.level", "{code}", "Codes in Redis after the last fill of a pool.");
        declinedUnrecorded = meter.CreateCounter<long>("voucher.declined.unrecorded", "{request}", "Declined requests that could not be recorded.");
        confirmations = meter.CreateCounter<long>("voucher.confirmations", "{confirmation}", "Confirmations of vouchers by outcome.");
        returned = meter.CreateCounter<long>("voucher.returned", "{voucher}", "Vouchers that were not confirmed in time.");
        endings = meter.CreateCounter<long>("voucher.endings", "{voucher}", "Redemptions and cancellations of vouchers by outcome.");
    }

    /// <summary>A request was answered.</summary>
    public void Requested(string outcome, string? reason, TimeSpan took)
    {
        requests.Add(1, new("voucher.outcome", outcome), new("voucher.reason", reason));
        requestDuration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("voucher.outcome", outcome));
    }

    /// <summary>Redis answered a claim.</summary>
    public void Claimed(string status) => claims.Add(1, new KeyValuePair<string, object?>("voucher.claim.status", status));

    /// <summary>A batch goes to the ledger.</summary>
    public void LedgerBatch(int size) => ledgerBatchSize.Record(size);

    /// <summary>A pool was rebuilt.</summary>
    public void Rebuilt() => rebuilds.Add(1);

    /// <summary>A pool was filled up.</summary>
    public void PoolLevel(string campaignId, long level) => poolLevel.Record(level, new KeyValuePair<string, object?>("voucher.campaign.id", campaignId));

    /// <summary>A confirmation was answered.</summary>
    public void Confirmed(string outcome) => confirmations.Add(1, new KeyValuePair<string, object?>("voucher.outcome", outcome));

    /// <summary>Vouchers went back that were not confirmed.</summary>
    public void Returned(long count) => returned.Add(count);

    /// <summary>A redemption or a cancellation was answered.</summary>
    public void VoucherEnded(string outcome) => endings.Add(1, new KeyValuePair<string, object?>("voucher.outcome", outcome));

    /// <summary>Declined requests were not recorded.</summary>
    public void DeclinedUnrecorded(int count) => declinedUnrecorded.Add(count);
}
