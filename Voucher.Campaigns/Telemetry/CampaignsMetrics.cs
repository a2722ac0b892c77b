using System.Diagnostics.Metrics;

namespace Voucher.Campaigns.Telemetry;

/// <summary>What the service counts.</summary>
public sealed class CampaignsMetrics
{
    private readonly Counter<long> matches;
    private readonly Counter<long> notices;
    private readonly Counter<long> changes;

    public CampaignsMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(CampaignsActivities.Name);
        matches = meter.CreateCounter<long>("voucher.campaigns.matches", "{match}", "Match questions answered, by reason of an empty answer");
        notices = meter.CreateCounter<long>("voucher.campaigns.notices", "{notice}", "Change notices, by outcome");
        changes = meter.CreateCounter<long>("voucher.campaigns.changes", "{change}", "Changes of a campaign's state, by the new state");
    }

    internal void Matched(string? reason) => matches.Add(1, new KeyValuePair<string, object?>("voucher.reason", reason ?? "none"));

    internal void NoticeTried(bool sent) => notices.Add(1, new KeyValuePair<string, object?>("voucher.outcome", sent ? "sent" : "failed"));

    internal void Moved(string state) => changes.Add(1, new KeyValuePair<string, object?>("voucher.campaign.state", state));
}
