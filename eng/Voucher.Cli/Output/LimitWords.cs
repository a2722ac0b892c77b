using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Output;

/// <summary>Says what a campaign's limits are.</summary>
internal static class LimitWords
{
    /// <summary>A name and a value for each limit that there is.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(JsonElement limits) => limits.EnumerateObject()
        .Where(limit => limit.Value.ValueKind != JsonValueKind.Null)
        .Select(limit => (IReadOnlyList<string>)(limit.Name == "fair_share"
            ? ["fair share", OfShare(limit.Value)]
            : [$"limit {limit.Name.Replace('_', ' ')}", Cell.Count(limit.Value)]));

    /// <summary>Everybody's part of a day's vouchers, those of the distributors with one of their own, and when all are free.</summary>
    public static string OfShare(JsonElement share)
    {
        var own = share.Part("distributors")?.EnumerateArray().Select(one => $"{Cell.Of(one.Part("distributor_id"))} {Cell.Of(one.Part("percent"))} %") ?? [];
        string[] borrowing = share.Text("borrow_from") is null ? [] : [$"free from {Cell.Of(share.Part("borrow_from"))} on"];
        return string.Join(", ", [$"{Cell.Of(share.Part("percent"))} %", .. own, .. borrowing]);
    }
}
