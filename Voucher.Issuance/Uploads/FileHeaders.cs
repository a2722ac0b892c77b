using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Voucher.Issuance.Uploads;

/// <summary>Why a file is refused before it is read.</summary>
/// <param name="Status">413 or 415.</param>
/// <param name="Field">What is wrong: a header, or the body.</param>
/// <param name="Detail">How, and what to do about it.</param>
internal sealed record RefusedFile(int Status, string Field, string Detail);

/// <summary>What a request says of the file that is its body.</summary>
internal static class FileHeaders
{
    /// <summary>Lets a file be so long; one that says that it is longer is let in to be refused with an answer.</summary>
    public static void AllowLength(HttpContext context, long longest)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = IsTooLong(context.Request, longest) ? null : longest;
    }

    /// <summary>Null for a file that can be read: of one of the types, as it is, in Unicode, and not too long by what is said of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="longest">How many bytes it may have.</param>
    /// <param name="remedy">What to send, for who sends another type.</param>
    /// <param name="types">The media types that there are.</param>
    public static RefusedFile? Fault(HttpRequest request, long longest, string remedy, params ReadOnlySpan<string> types)
    {
        if (IsTooLong(request, longest))
            return new RefusedFile(StatusCodes.Status413PayloadTooLarge, "body", $"The file is larger than {longest} bytes. Split it.");
        if (request.Headers.ContainsKey(HeaderNames.ContentEncoding))
            return Unsupported(HeaderNames.ContentEncoding, "Send the file as it is, without Content-Encoding.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !IsOneOf(type.MediaType.ToString(), types))
            return Unsupported(HeaderNames.ContentType, remedy);
        return type.Charset.ToString().Trim('"').ToUpperInvariant() is "" or "UTF-8" or "US-ASCII" or "UTF-16"
            ? null
            : Unsupported(HeaderNames.ContentType, "Save the file as UTF-8. UTF-16 is read too, of CSV and text, if it begins with a byte order mark.");
    }

    /// <summary>Whether a request's file is of a type; to be asked of those without a fault.</summary>
    public static bool IsOfType(HttpRequest request, string type) =>
        MediaTypeHeaderValue.Parse(request.ContentType).MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

    private static bool IsOneOf(string type, ReadOnlySpan<string> types)
    {
        foreach (var known in types)
        {
            if (known.Equals(type, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsTooLong(HttpRequest request, long longest) => request.ContentLength > longest;

    private static RefusedFile Unsupported(string field, string detail) => new(StatusCodes.Status415UnsupportedMediaType, field, detail);
}
