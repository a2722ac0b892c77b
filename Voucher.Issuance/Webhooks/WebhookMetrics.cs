using System.Diagnostics.Metrics;

namespace Voucher.Issuance.Webhooks;

/// <summary>How deliveries go, as metrics.</summary>
public sealed class WebhookMetrics
{
    private readonly Counter<long> deliveries;
    private long waiting;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(IssuanceTelemetry.Name);
        deliveries = meter.CreateCounter<long>("voucher.webhook.deliveries", "{attempt}", "Attempts to deliver by event type and what came of them.");
        meter.CreateObservableGauge("voucher.webhook.waiting", () => Volatile.Read(ref waiting), "{delivery}", "Deliveries that wait for an attempt, all processes' together.");
    }

    /// <summary>An attempt has ended.</summary>
    /// <param name="type">The event's.</param>
    /// <param name="state">What the delivery is now; one that failed is pending still.</param>
    public void Attempted(string type, string state) => deliveries.Add(
        1, new("voucher.webhook.event.type", type), new("voucher.outcome", state == DeliveryStates.Pending ? "failed" : state));

    /// <summary>So many wait.</summary>
    public void Waiting(long count) => Volatile.Write(ref waiting, count);
}
