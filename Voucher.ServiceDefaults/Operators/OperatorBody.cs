using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>
/// A JSON object that an operator sent, read field by field. Whatever is wrong (another type, an unknown or repeated field, blank, too long)
/// is gathered in <see cref="Errors"/> by field; the value is then null. A field that is absent is null too: <see cref="Has"/> tells.
/// </summary>
public sealed class OperatorBody
{
    /// <summary>The longest body; a longer one is 413.</summary>
    public const int MaxBytes = 64 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly JsonElement fields;
    private readonly string path;

    /// <summary>Of a body that cannot be read, nothing is said but that.</summary>
    private readonly bool isUnreadable;

    private OperatorBody(JsonElement fields, string path, FieldErrors errors, ReadOnlySpan<string> known)
    {
        (this.fields, this.path, Errors) = (fields, path, errors);
        if (fields.ValueKind != JsonValueKind.Object)
        {
            isUnreadable = errors.Any;
            return;
        }
        foreach (var field in fields.EnumerateObject())
        {
            if (!known.Contains(field.Name))
                errors.Add(path + field.Name, known.Length == 0 ? "Unknown field; there are none." : $"Unknown field. Known are: {string.Join(", ", known!)}.");
        }
    }

    /// <summary>What is wrong so far.</summary>
    public FieldErrors Errors { get; }

    /// <summary>Reads a request's body; an absent one is an empty object where that is allowed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The fields that the body may have.</param>
    /// <param name="mayBeAbsent">Whether the request may do without a body.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BadHttpRequestException">The body is longer than <see cref="MaxBytes"/> or broke off.</exception>
    public static async Task<OperatorBody> ReadAsync(
        HttpRequest request, string[] known, CancellationToken cancellationToken, bool mayBeAbsent = false)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBytes;
        var errors = new FieldErrors();
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        if (mayBeAbsent && (!hasBody || request.ContentLength == 0))
            return new OperatorBody(default, "", errors, known);
        if (!request.HasJsonContentType())
        {
            errors.Add("body", "Must be JSON, with the header Content-Type: application/json.");
            return new OperatorBody(default, "", errors, known);
        }
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body, Strict, cancellationToken);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return new OperatorBody(document.RootElement.Clone(), "", errors, known);
            errors.Add("body", "Must be a JSON object.");
        }
        catch (JsonException error)
        {
            errors.Add("body", $"Must be a JSON object: {error.Message}");
        }
        catch (InvalidOperationException)
        {
            // A name has half a surrogate pair in it, written as an escape.
            errors.Add("body", "Must be a JSON object whose names are valid Unicode.");
        }
        return new OperatorBody(default, "", errors, known);
    }

    /// <summary>Whether a field is there, null or not.</summary>
    public bool Has(string field) => fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(field, out _);

    /// <summary>Whether a field is there and not null.</summary>
    public bool HasValue(string field) => Value(field) is not null;

    /// <summary>Says what is wrong with a field.</summary>
    public void Wrong(string field, string how) => Errors.Add(path + field, how);

    /// <summary>Says so if a field is absent or null.</summary>
    public OperatorBody Require(params ReadOnlySpan<string> required)
    {
        foreach (var field in required)
        {
            if (!HasValue(field) && !isUnreadable)
                Wrong(field, "Is required.");
        }
        return this;
    }

    /// <summary>Says so if a field is null: it can be changed but not removed.</summary>
    public OperatorBody Keep(params ReadOnlySpan<string> kept)
    {
        foreach (var field in kept)
        {
            if (Has(field) && !HasValue(field))
                Wrong(field, "Must not be null.");
        }
        return this;
    }

    /// <summary>A text without control characters that is not blank.</summary>
    public string? Text(string field, int longest = OperatorValues.LongestText) =>
        Value(field) is { } value ? TextOf(field, value, longest) : null;

    /// <summary>A text that may have several lines, and no other control characters.</summary>
    public string? Lines(string field, int longest) => Value(field) is { } value ? TextOf(field, value, longest, lines: true) : null;

    /// <summary>The identifier of a party, a campaign or a category.</summary>
    public string? Id(string field) => Text(field, int.MaxValue) is not { } text ? null
        : OperatorValues.IsId(text) ? text
        : Refuse(field, OperatorValues.IdForm);

    /// <summary>One of several texts.</summary>
    public string? OneOf(string field, params ReadOnlySpan<string> allowed) => Text(field) is not { } text ? null
        : allowed.Contains(text) ? text
        : Refuse(field, $"Must be one of: {string.Join(", ", allowed!)}.");

    /// <summary>A whole number within bounds.</summary>
    public long? Number(string field, long least, long most) => Value(field) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most ? number
        : RefuseValue<long>(field, string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from {least} to {most}."));

    /// <summary>True or false.</summary>
    public bool? Flag(string field) => Value(field)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => RefuseValue<bool>(field, "Must be true or false."),
    };

    /// <summary>A time, in UTC.</summary>
    public DateTimeOffset? Time(string field) => Text(field, int.MaxValue) is not { } text ? null
        : OperatorValues.TryTime(text, out var time) ? time
        : RefuseValue<DateTimeOffset>(field, OperatorValues.TimeForm);

    /// <summary>A day.</summary>
    public DateOnly? Day(string field) => Text(field, int.MaxValue) is not { } text ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : RefuseValue<DateOnly>(field, "Must be a day such as 2026-03-31.");

    /// <summary>Different texts, none of them blank.</summary>
    public IReadOnlyList<string>? Texts(string field, int least, int most)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < least || value.GetArrayLength() > most)
        {
            Wrong(field, $"Must be a list of {least} to {most} texts.");
            return null;
        }
        var texts = value.EnumerateArray().Select((item, i) => TextOf($"{field}[{i}]", item, OperatorValues.LongestText)).OfType<string>().ToList();
        if (texts.GroupBy(text => text, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            Wrong(field, $"'{twice.Key}' is named twice.");
        return texts;
    }

    /// <summary>An object within the body; its errors are among this body's, as <c>field.inner</c>.</summary>
    public OperatorBody? Part(string field, params ReadOnlySpan<string> known)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new OperatorBody(value, $"{path}{field}.", Errors, known);
        Wrong(field, "Must be a JSON object.");
        return null;
    }

    /// <summary>Objects within the body; their errors are among this body's, as <c>field[0].inner</c>.</summary>
    public IReadOnlyList<OperatorBody>? Parts(string field, int least, int most, params ReadOnlySpan<string> known)
    {
        if (Value(field) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < least || value.GetArrayLength() > most)
        {
            Wrong(field, $"Must be a list of {least} to {most} JSON objects.");
            return null;
        }
        var parts = new List<OperatorBody>();
        foreach (var item in value.EnumerateArray())
        {
            var name = $"{field}[{parts.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
                Wrong(name, "Must be a JSON object.");
            parts.Add(new OperatorBody(item, $"{path}{name}.", Errors, known));
        }
        return parts;
    }

    /// <summary>What kind of value a field has; undefined when it is absent.</summary>
    public JsonValueKind KindOf(string field) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(field, out var value) ? value.ValueKind : JsonValueKind.Undefined;

    private JsonElement? Value(string field) =>
        fields.ValueKind == JsonValueKind.Object && fields.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? TextOf(string field, JsonElement value, int longest, bool lines = false)
    {
        if (value.ValueKind != JsonValueKind.String)
            return Refuse(field, "Must be a text.");
        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, written as an escape.
            return Refuse(field, "Must be valid Unicode.");
        }
        return OperatorValues.Fault(text, longest, lines) is { } fault ? Refuse(field, fault) : text;
    }

    private string? Refuse(string field, string how)
    {
        Wrong(field, how);
        return null;
    }

    private T? RefuseValue<T>(string field, string how)
        where T : struct
    {
        Wrong(field, how);
        return null;
    }
}
