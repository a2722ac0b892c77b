using System.Text;
using System.Text.Json;

namespace Voucher.Issuance.Requests;

/// <summary>The JSON object of a partner's request. Reading a field that is wrong notes that; the value that is returned is then without use.</summary>
public sealed class PartnerBody
{
    /// <summary>The longest text that a field may have, in characters.</summary>
    public const int MaxTextLength = 256;

    private const string Body = "body";

    // Twice the same name is two answers to one question, so it is refused.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private readonly JsonElement root;
    private readonly IDictionary<string, string> errors;

    private readonly string path;

    private PartnerBody(JsonElement root, IDictionary<string, string> errors, string path)
    {
        this.root = root;
        this.errors = errors;
        this.path = path;
    }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What <paramref name="read"/> makes of the body; null, and an error, when it is no JSON object.</summary>
    /// <param name="body">The bytes, with or without a byte order mark.</param>
    /// <param name="errors">Where to note what is wrong, by field.</param>
    /// <param name="read">Reads the fields.</param>
    public static T? Read<T>(ReadOnlyMemory<byte> body, IDictionary<string, string> errors, Func<PartnerBody, T?> read)
        where T : class
    {
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return read(new PartnerBody(document.RootElement, errors, ""));
            errors[Body] = "must be a JSON object";
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Names are compared unescaped, and one that is no Unicode text is an invalid operation to that.
            errors.Clear();
            errors[Body] = "must be valid JSON (RFC 8259), without comments and without repeated names";
        }
        return null;
    }

    /// <summary>Whether there is such a field, whatever its value.</summary>
    public bool Has(string name) => root.TryGetProperty(name, out _);

    /// <summary>Notes that a field is wrong; what was noted of it before stays.</summary>
    public void Wrong(string field, string what) => errors.TryAdd(path + field, what);

    /// <summary>A required text that is not blank, has at most <see cref="MaxTextLength"/> characters and no control characters.</summary>
    public string Text(string name)
    {
        if (root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            return Text(name, value);
        Wrong(name, "is required");
        return "";
    }

    /// <summary>Such a text, or null when there is none.</summary>
    public string? OptionalText(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? Text(name, value) : null;

    /// <summary>Such a text, or null when there is none or it is empty.</summary>
    public string? TextUnlessEmpty(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals("") ? null : OptionalText(name);

    /// <summary>A required object within this one; its errors are noted as <c>name.field</c>. Null when there is none.</summary>
    public PartnerBody? Part(string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            Wrong(name, "is required");
        else if (value.ValueKind != JsonValueKind.Object)
            Wrong(name, "must be a JSON object");
        else
            return new PartnerBody(value, errors, $"{path}{name}.");
        return null;
    }

    /// <summary>A required list of 1 to <paramref name="most"/> such texts.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null)
            Wrong(name, "is required");
        else if (list.ValueKind != JsonValueKind.Array)
            Wrong(name, "must be a list of strings");
        else if (list.GetArrayLength() == 0 || list.GetArrayLength() > most)
            Wrong(name, $"must have 1 to {most} strings");
        else
            return [.. list.EnumerateArray().Select((value, index) => Text($"{name}[{index}]", value))];
        return [];
    }

    /// <summary>A whole number in a range; null when there is none, or null.</summary>
    public int? OptionalNumber(string name, int least, int most)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most)
            return number;
        Wrong(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>A value of whatever kind, as long as the body is read; null when there is none, or null.</summary>
    public JsonElement? OptionalValue(string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Free text for analytics, never a reason to refuse: what cannot be kept is left out.</summary>
    public string? FreeText(string name)
    {
        if (!root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String || Unescape(value) is not { } text)
            return null;
        var runes = text.EnumerateRunes().Where(rune => !Rune.IsControl(rune)).Take(MaxTextLength);
        var kept = string.Concat(runes).Trim();
        return kept.Length == 0 ? null : kept;
    }

    private string Text(string field, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            Wrong(field, "must be a string");
        else if (Unescape(value) is not { } text)
            Wrong(field, "must be valid Unicode");
        else if (string.IsNullOrWhiteSpace(text))
            Wrong(field, "must not be blank");
        else if (text.Length > MaxTextLength && text.EnumerateRunes().Count() > MaxTextLength)
            Wrong(field, $"must not be longer than {MaxTextLength} characters");
        else if (text.Any(char.IsControl))
            Wrong(field, "must not contain control characters");
        else
            return text;
        return "";
    }

    /// <summary>The string, or null when its escapes are half of a surrogate pair.</summary>
    private static string? Unescape(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
