using System.Text.Encodings.Web;
using System.Text.Json;

namespace Voucher.Cli.Gateway;

/// <summary>Reads of the API's JSON what may be there or not.</summary>
internal static class Json
{
    /// <summary>Text stays readable; it goes to a terminal or a script, not into a page.</summary>
    public static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The value of a text, or null when it is no JSON object.</summary>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            var element = JsonElement.Parse(text);
            return element.ValueKind == JsonValueKind.Object ? element : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A property, or null where it is absent or null.</summary>
    public static JsonElement? Part(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    /// <summary>A property's text, or null.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.String } part ? part.GetString() : null;

    /// <summary>A property's whole number, or 0.</summary>
    public static long Number(this JsonElement element, string name) =>
        element.Part(name) is { ValueKind: JsonValueKind.Number } part && part.TryGetInt64(out var number) ? number : 0;

    /// <summary>The items of a list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement list) =>
        list.Part("items") is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];
}
