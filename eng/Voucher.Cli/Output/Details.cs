using System.Globalization;
using System.Text.Json;

namespace Voucher.Cli.Output;

/// <summary>A resource as names and values, in the order of the API.</summary>
internal static class Details
{
    /// <summary>Numbers that are names, not counts.</summary>
    private static readonly string[] Names = ["id", "revision", "version"];

    /// <summary>Beyond it only the magnitude matters.</summary>
    private const double LargestExact = 1e9;

    /// <summary>A row with a name and a value for each property but those that are said elsewhere.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(JsonElement resource, IReadOnlyList<string> without) =>
    [
        .. resource.EnumerateObject()
            .Where(property => !without.Contains(property.Name))
            .SelectMany(property => property is { Name: "limits", Value.ValueKind: JsonValueKind.Object } limits
                ? LimitWords.Rows(limits.Value)
                : [[Title(property.Name), Value(property)]]),
    ];

    private static string Title(string name) => name.Replace('_', ' ');

    private static string Value(JsonProperty property) => property switch
    {
        { Name: "guess_chance", Value.ValueKind: JsonValueKind.Number } => Chance(property.Value.GetDouble()),
        { Value.ValueKind: JsonValueKind.Number } when !Names.Contains(property.Name) => Cell.Count(property.Value),
        _ => Cell.Of(property.Value),
    };

    private static string Chance(double chance) => chance <= 0
        ? "0"
        : $"1 in {(1 / chance).ToString(1 / chance <= LargestExact ? "N0" : "0.#e+0", CultureInfo.InvariantCulture)}";
}
