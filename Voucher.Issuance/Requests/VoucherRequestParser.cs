using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Voucher.Issuance.Requests;

/// <summary>What a request's body and headers say, or what is wrong with them.</summary>
public readonly record struct ParsedRequest(VoucherRequest? Request, IReadOnlyDictionary<string, string> Errors);

/// <summary>Reads requests for a voucher (contract S0). Pure: bytes in, request or errors out.</summary>
public static class VoucherRequestParser
{
    /// <summary>The longest text that a field may have, in characters.</summary>
    public const int MaxTextLength = 256;

    private const int MaxKeyLength = 255;
    private const string Body = "body";

    // Twice the same name is two answers to one question, so it is refused.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a request.</summary>
    /// <param name="body">The body, at most 16 KiB.</param>
    /// <param name="idempotencyKey">The values of the header Idempotency-Key.</param>
    public static ParsedRequest Parse(ReadOnlyMemory<byte> body, StringValues idempotencyKey)
    {
        var errors = new Dictionary<string, string>();
        if (body.Span.StartsWith(ByteOrderMark))
            body = body[ByteOrderMark.Length..];
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Wrong(Body, "must be a JSON object");
            var request = Read(document.RootElement, ReadKey(idempotencyKey, errors), errors);
            return new ParsedRequest(errors.Count == 0 ? request : null, errors);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Names are compared unescaped, and one that is no Unicode text is an invalid operation to that.
            return Wrong(Body, "must be valid JSON (RFC 8259), without comments and without repeated names");
        }
    }

    private static ParsedRequest Wrong(string field, string what) =>
        new(null, new Dictionary<string, string> { [field] = what });

    private static VoucherRequest Read(JsonElement body, string? requestId, Dictionary<string, string> errors)
    {
        if (body.TryGetProperty("product_ids", out _))
            errors["product_ids"] = "is not served; send trigger_category_id";
        return new VoucherRequest(
            ReadRequired(body, "distributor_id", errors),
            ReadRequired(body, "terminal_id", errors),
            ReadRequired(body, "trigger_category_id", errors),
            ReadProduct(body),
            requestId);
    }

    private static string ReadRequired(JsonElement body, string name, Dictionary<string, string> errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            errors[name] = "is required";
        else if (value.ValueKind != JsonValueKind.String)
            errors[name] = "must be a string";
        else if (ReadText(value) is not { } text)
            errors[name] = "must be valid Unicode";
        else if (string.IsNullOrWhiteSpace(text))
            errors[name] = "must not be blank";
        else if (text.Length > MaxTextLength && text.EnumerateRunes().Count() > MaxTextLength)
            errors[name] = $"must not be longer than {MaxTextLength} characters";
        else if (text.Any(char.IsControl))
            errors[name] = "must not contain control characters";
        else
            return text;
        return "";
    }

    /// <summary>Free text for analytics, never a reason to refuse: what cannot be kept is left out.</summary>
    private static string? ReadProduct(JsonElement body)
    {
        if (!body.TryGetProperty("trigger_product_id", out var value) || value.ValueKind != JsonValueKind.String || ReadText(value) is not { } text)
            return null;
        var runes = text.EnumerateRunes().Where(rune => !System.Text.Rune.IsControl(rune)).Take(MaxTextLength);
        var product = string.Concat(runes).Trim();
        return product.Length == 0 ? null : product;
    }

    /// <summary>The string, or null when its escapes are half of a surrogate pair.</summary>
    private static string? ReadText(JsonElement value)
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

    private static string? ReadKey(StringValues header, Dictionary<string, string> errors)
    {
        if (header.Count == 0)
            return null;
        var key = header.Count == 1 ? header[0] : null;
        if (key is { Length: >= 1 and <= MaxKeyLength } && key.All(character => character is >= ' ' and <= '~'))
            return key;
        errors["Idempotency-Key"] = $"must be given once, with 1 to {MaxKeyLength} printable ASCII characters";
        return null;
    }
}
