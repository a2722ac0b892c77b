using System.Globalization;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Explain;

/// <summary>Where a campaign stands in an explanation: those that would serve first, each kind by priority, then id.</summary>
internal readonly record struct Place(bool IsRefused, int Priority, string CampaignId)
{
    private const string Refused = "1";
    private const string Serving = "0";

    public static IComparer<Place> Order { get; } = Comparer<Place>.Create(Compare);

    public static Place Of(CampaignVerdict verdict) => new(verdict.Reason is not null, verdict.Priority, verdict.CampaignId);

    /// <summary>The place behind which a page begins; null for the first page, and where the cursor is none of this list's.</summary>
    public static Place? Read(OperatorQuery query)
    {
        if (query.After(3) is not [var kind, var priority, var campaignId])
            return null;
        if (kind is Refused or Serving && int.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new Place(kind == Refused, number, campaignId);
        query.RefuseCursor();
        return null;
    }

    public string[] ToCursor() => [IsRefused ? Refused : Serving, Priority.ToString(CultureInfo.InvariantCulture), CampaignId];

    private static int Compare(Place one, Place other)
    {
        var byKind = one.IsRefused.CompareTo(other.IsRefused);
        var byPriority = byKind != 0 ? byKind : one.Priority.CompareTo(other.Priority);
        return byPriority != 0 ? byPriority : string.CompareOrdinal(one.CampaignId, other.CampaignId);
    }
}
