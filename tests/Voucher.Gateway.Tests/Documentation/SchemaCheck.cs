using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Voucher.Gateway.Tests.Documentation;

/// <summary>
/// Checks values against the document's schemas, for as much of JSON Schema (2020-12) as they use. A keyword that it does not know is an error,
/// so that nothing goes unchecked.
/// </summary>
internal sealed class SchemaCheck(ApiDocument document)
{
    /// <summary>What does not fit, each with its place in the value; empty when all does.</summary>
    public IEnumerable<string> Faults(JsonElement value, JsonElement schema, string place = "value") =>
        schema.EnumerateObject().SelectMany(keyword => Faults(value, schema, keyword, place));

    private IEnumerable<string> Faults(JsonElement value, JsonElement schema, JsonProperty keyword, string place) => keyword.Name switch
    {
        "description" or "default" or "examples" => [],
        "$ref" => Faults(value, document.Resolve(schema), place),
        "oneOf" => keyword.Value.EnumerateArray().Count(one => !Faults(value, one, place).Any()) == 1 ? [] : [$"{place} fits not just one of what it may be: {value}"],
        "not" => Faults(value, keyword.Value, place).Any() ? [] : [$"{place} is what it must not be: {value}"],
        "type" => Types(keyword.Value).Any(type => IsOf(value, type)) ? [] : [$"{place} is no {keyword.Value}: {value}"],
        "enum" => keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{place} is none of {keyword.Value}: {value}"],
        "const" => JsonElement.DeepEquals(keyword.Value, value) ? [] : [$"{place} is not {keyword.Value}: {value}"],
        _ => value.ValueKind switch
        {
            JsonValueKind.Object => OfObject(value, schema, keyword, place),
            JsonValueKind.Array => OfArray(value, keyword, place),
            JsonValueKind.String => OfText(value.GetString()!, keyword, place),
            JsonValueKind.Number => OfNumber(value.GetDouble(), keyword, place),
            _ => IsKnown(keyword.Name) ? [] : throw Unknown(keyword),
        },
    };

    private IEnumerable<string> OfObject(JsonElement value, JsonElement schema, JsonProperty keyword, string place)
    {
        switch (keyword.Name)
        {
            case "required":
                return keyword.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{place} lacks {name}");
            case "properties":
                return value.EnumerateObject().SelectMany(field =>
                    keyword.Value.TryGetProperty(field.Name, out var known) ? Faults(field.Value, known, $"{place}.{field.Name}") : []);
            case "additionalProperties":
                var others = value.EnumerateObject().Where(field => !schema.TryGetProperty("properties", out var known) || !known.TryGetProperty(field.Name, out _));
                return keyword.Value.ValueKind == JsonValueKind.False
                    ? others.Select(field => $"{place} has {field.Name}, which is not described")
                    : others.SelectMany(field => Faults(field.Value, keyword.Value, $"{place}.{field.Name}"));
            default:
                return IsKnown(keyword.Name) ? [] : throw Unknown(keyword);
        }
    }

    private IEnumerable<string> OfArray(JsonElement value, JsonProperty keyword, string place) => keyword.Name switch
    {
        "items" => value.EnumerateArray().SelectMany((item, i) => Faults(item, keyword.Value, $"{place}[{i}]")),
        "minItems" => Unless(value.GetArrayLength() >= keyword.Value.GetInt32(), keyword, place),
        "maxItems" => Unless(value.GetArrayLength() <= keyword.Value.GetInt32(), keyword, place),
        "uniqueItems" => Unless(value.EnumerateArray().Select(item => item.GetRawText()).Distinct().Count() == value.GetArrayLength(), keyword, place),
        _ => IsKnown(keyword.Name) ? [] : throw Unknown(keyword),
    };

    private static string[] OfText(string value, JsonProperty keyword, string place) => keyword.Name switch
    {
        "pattern" => Unless(Regex.IsMatch(value, keyword.Value.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)), keyword, place),
        "minLength" => Unless(value.Length >= keyword.Value.GetInt32(), keyword, place),
        "maxLength" => Unless(value.Length <= keyword.Value.GetInt32(), keyword, place),
        "format" => Unless(HasFormat(value, keyword.Value.GetString()!), keyword, place),
        _ => IsKnown(keyword.Name) ? [] : throw Unknown(keyword),
    };

    private static string[] OfNumber(double value, JsonProperty keyword, string place) => keyword.Name switch
    {
        "minimum" => Unless(value >= keyword.Value.GetDouble(), keyword, place),
        "maximum" => Unless(value <= keyword.Value.GetDouble(), keyword, place),
        _ => IsKnown(keyword.Name) ? [] : throw Unknown(keyword),
    };

    private static string[] Unless(bool fits, JsonProperty keyword, string place) => fits ? [] : [$"{place} does not fit {keyword}"];

    private static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()!) : [type.GetString()!];

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"There is no type {type}."),
    };

    private static bool HasFormat(string value, string format) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        "date" => DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => Guid.TryParseExact(value, "D", out _),
        _ => throw new NotSupportedException($"The format {format} is not checked."),
    };

    /// <summary>Whether a keyword is checked for values of another type.</summary>
    private static bool IsKnown(string keyword) => keyword is "required" or "properties" or "additionalProperties" or "items" or "minItems" or "maxItems"
        or "uniqueItems" or "pattern" or "minLength" or "maxLength" or "format" or "minimum" or "maximum";

    private static NotSupportedException Unknown(JsonProperty keyword) => new($"The keyword {keyword.Name} is not checked.");
}
