using System.Diagnostics;

namespace Voucher.Campaigns.Telemetry;

internal static class CampaignsActivities
{
    public const string Name = "Voucher.Campaigns";

    public static readonly ActivitySource Source = new(Name);
}
