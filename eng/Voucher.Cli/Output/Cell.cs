using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Voucher.Cli.Output;

/// <summary>How values of the API are written for people.</summary>
internal static class Cell
{
    private const string Nothing = "-";

    /// <summary>The value in one line.</summary>
    public static string Of(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => Nothing,
        { ValueKind: JsonValueKind.String } text => Clean(text.GetString()!),
        { ValueKind: JsonValueKind.True } => "yes",
        { ValueKind: JsonValueKind.False } => "no",
        { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() == 0 ? "none" : string.Join(", ", list.EnumerateArray().Select(one => Of(one))),
        { ValueKind: JsonValueKind.Object } parts =>
            string.Join(", ", parts.EnumerateObject().Where(part => part.Value.ValueKind != JsonValueKind.Null).Select(Part)),
        { } number => number.GetRawText(),
    };

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(JsonElement? value) => value is { ValueKind: JsonValueKind.Number } number
        ? number.TryGetInt64(out var whole) ? Count(whole) : number.GetDouble().ToString("#,0.##", CultureInfo.InvariantCulture)
        : Nothing;

    /// <summary>A number with its thousands apart.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A size in bytes, thousands or millions of them.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1_000 => $"{Count(bytes)} B",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:N1} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:N1} MB"),
    };

    /// <summary>The colour of a word that says how something is.</summary>
    public static Style StyleOf(string word) => word switch
    {
        "active" or "ok" or "completed" or "yes" or "known" => new Style(Color.Green),
        "low" or "paused" or "receiving" or "generating" or "proving" or "committing" => new Style(Color.Yellow),
        "depleted" or "failed" or "rejected" or "revoked" or "unknown" or "not_a_distributor" => new Style(Color.Red),
        "disabled" or "ended" or "expired" or "cancelled" or Nothing => new Style(Color.Grey),
        _ => Style.Plain,
    };

    /// <summary>What a partner once sent must not move the cursor, or do worse to a terminal.</summary>
    private static string Clean(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? '\uFFFD' : letter));

    private static string Part(JsonProperty part) => part.Name switch
    {
        "days_after_issue" => $"{Of(part.Value)} days after issue",
        "date" => Of(part.Value),
        "fair_share" => $"{part.Name} {LimitWords.OfShare(part.Value)}",
        _ => $"{part.Name} {Of(part.Value)}",
    };
}
