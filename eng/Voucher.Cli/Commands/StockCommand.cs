using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Voucher.Cli.Gateway;
using Voucher.Cli.Output;

namespace Voucher.Cli.Commands;

/// <summary><c>voucher stock</c>: how many codes are left, and for how long.</summary>
internal static class StockCommand
{
    private const string Default = "default";

    /// <summary>The list is a glance; one campaign by itself is shown with all that is known.</summary>
    private static readonly Column[] Columns =
    [
        Column.Of("Campaign", "campaign_id"),
        Column.Of("Level", "level"),
        Column.Count("Available", "available"),
        Column.Count("In Redis", "in_redis"),
        Column.Count("Issued", "issued"),
        Column.Count("Redeemed", "redeemed"),
        Column.Count("Withdrawn", "withdrawn"),
        Column.Count("A minute", "rate_per_minute"),
        Column.Of("Depleted at", "depleted_at"),
        Column.Count("Low at", "low_at"),
    ];

    public static Command Create(Runner runner)
    {
        var campaign = Parts.NoOption(
            new Argument<string?>("campaign") { Description = "Of one campaign. Default: of all.", Arity = ArgumentArity.ZeroOrOne });
        var lowAt = Parts.Option("--set-low-at", $"count|{Default}", "Change below how many available codes the campaign counts as low.");
        var limit = Parts.Limit();
        return runner.Command("stock", "Show how many codes are left, and when they will be used up.", [campaign, lowAt, limit], async call =>
        {
            var (id, threshold) = (call.Parsed.GetValue(campaign), call.Of(lowAt));
            if (id is null && threshold is not null)
                throw new UsageException("--set-low-at needs a campaign.");
            if (id is null)
                await call.ListAsync("stock", Query.None, limit, Columns);
            else if (threshold is null)
                await call.ShowAsync(ApiPath.Of("campaigns", id, "stock"));
            else
                await call.ChangeAsync(ApiPath.Of("campaigns", id, "stock"), new JsonObject { ["low_at"] = Threshold(threshold) });
        });
    }

    private static JsonValue? Threshold(string text)
    {
        if (text == Default)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? JsonValue.Create(count)
            : throw new UsageException($"--set-low-at must be a whole number, or {Default}.");
    }
}
