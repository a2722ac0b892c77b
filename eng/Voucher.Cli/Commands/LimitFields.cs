using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.Cli.Commands;

/// <summary>What can be said about a campaign's limits, as options. The API replaces them as a whole; here what is not named stays.</summary>
internal sealed class LimitFields
{
    private const string None = "none";

    private readonly (Option<string?> Option, string Name)[] numbers;
    private readonly Option<string?> share;
    private readonly Option<string?> ownShares;
    private readonly Option<string?> borrowFrom;
    private readonly Option<string?> all =
        Parts.Option("--limits", None, $"'{None}' takes all limits away, before those that are named are set.").AcceptOnlyFromAmong(None);

    /// <param name="isNew">Whether the campaign is to be created: then there is nothing to take away.</param>
    public LimitFields(bool isNew)
    {
        var removable = isNew ? "" : $" '{None}' takes it away.";
        numbers =
        [
            (Limit("--limit-total", "How many vouchers it issues in all."), "total"),
            (Limit("--limit-per-day", "How many it issues on a day of its time zone."), "per_day"),
            (Limit("--limit-per-distributor-day", "How many of them to a distributor."), "per_distributor_day"),
            (Limit("--limit-per-terminal-day", "How many of them at a terminal."), "per_terminal_day"),
        ];
        share = Parts.Option(
            "--fair-share", "percent", $"How much of the day's limit a distributor gets at most while others are active too.{removable}");
        ownShares = Parts.Option("--fair-share-of", "id=percent", $"Distributors with a share of their own, with commas between them.{removable}");
        borrowFrom = Parts.Option("--borrow-from", "time", $"From when on anybody may take what is left of the day's limit, such as 18:00.{removable}");
        Options = [.. numbers.Select(number => number.Option), share, ownShares, borrowFrom, .. isNew ? (Option[])[] : [all]];

        Option<string?> Limit(string name, string description) => Parts.Option(name, "number", description + removable);
    }

    public IReadOnlyList<Option> Options { get; }

    /// <summary>The limits as they are to be; null for none.</summary>
    /// <param name="call">What is named.</param>
    /// <param name="before">The limits that the campaign has.</param>
    public JsonObject? Read(Call call, JsonElement? before)
    {
        var limits = ObjectOf(call.Of(all) is null ? before : null);
        foreach (var (option, name) in numbers)
            Set(limits, name, call.Of(option), Number);
        if (call.Of(share) == None)
        {
            limits["fair_share"] = null;
        }
        else if (((Option<string?>[])[share, ownShares, borrowFrom]).Any(option => call.Of(option) is not null))
        {
            var fair = limits["fair_share"] as JsonObject ?? [];
            Set(fair, "percent", call.Of(share), Number);
            Set(fair, "distributors", call.Of(ownShares), Shares);
            Set(fair, "borrow_from", call.Of(borrowFrom), text => JsonValue.Create(text));
            limits["fair_share"] = fair;
        }
        return limits.Any(limit => limit.Value is not null) ? limits : null;
    }

    private static JsonObject ObjectOf(JsonElement? value) => value is { ValueKind: JsonValueKind.Object } there ? JsonObject.Create(there)! : [];

    private static void Set(JsonObject body, string name, string? text, Func<string, JsonNode> read)
    {
        if (text is not null)
            body[name] = text == None ? null : read(text);
    }

    private static JsonArray Shares(string text) =>
        new([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Share)]);

    private static JsonObject Share(string text) => text.Split('=', 2, StringSplitOptions.TrimEntries) switch
    {
        [var id, var percent] => new JsonObject { ["distributor_id"] = id, ["percent"] = Number(percent) },
        _ => new JsonObject { ["distributor_id"] = text },
    };

    /// <summary>What is no number is left to the API, which says what it must be.</summary>
    private static JsonValue Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : JsonValue.Create(text);
}
