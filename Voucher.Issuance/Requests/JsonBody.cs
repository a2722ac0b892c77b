using System.Buffers;
using System.Net.Mime;
using Microsoft.Net.Http.Headers;

namespace Voucher.Issuance.Requests;

/// <summary>Receives the small JSON bodies of partners.</summary>
internal static class JsonBody
{
    /// <summary>The longest body, in bytes. A longer one is 400: the contract has no 413.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>The body's bytes; null, and what is wrong noted, when it is not said to be JSON in UTF-8 or is too long.</summary>
    public static async ValueTask<byte[]?> ReceiveAsync(HttpRequest request, Dictionary<string, string> errors, CancellationToken cancellationToken)
    {
        if (!IsJson(request))
        {
            errors["Content-Type"] = "must be application/json, in UTF-8";
            return null;
        }
        if (await ReceiveAsync(request, cancellationToken) is { } body)
            return body;
        errors["body"] = $"must not be longer than {MaxLength} bytes";
        return null;
    }

    /// <summary>The bytes of a body of whatever type; null when it is too long.</summary>
    public static async ValueTask<byte[]?> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        // Asked before the server's own limit is, which would answer 413.
        if (request.ContentLength > MaxLength)
            return null;
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var isTooLong = read.Buffer.Length > MaxLength;
            var body = read.IsCompleted && !isTooLong ? read.Buffer.ToArray() : null;
            reader.AdvanceTo(isTooLong || read.IsCompleted ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
            if (body is not null || isTooLong)
                return body;
        }
    }

    /// <summary>Whether the body is said to be JSON in UTF-8.</summary>
    public static bool IsJson(HttpRequest request) => IsOf(request, MediaTypeNames.Application.Json);

    /// <summary>Whether the body is said to be of a type, and in UTF-8.</summary>
    public static bool IsOf(HttpRequest request, string mediaType) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
