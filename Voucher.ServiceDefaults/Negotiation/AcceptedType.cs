using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Voucher.ServiceDefaults.Negotiation;

/// <summary>Which of several types an answer is written in, as <c>Accept</c> says (RFC 9110, 12.5.1).</summary>
public static class AcceptedType
{
    /// <summary>
    /// The type that the client likes best, of those it likes equally the first; null when it takes none of them. Who says nothing gets the first.
    /// What a client says of a type is what its most specific range says: with <c>text/*;q=0, text/xml</c> it takes <c>text/xml</c>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="offered">The types, the best first; with their charset, which a client may name too.</param>
    public static string? Choose(HttpRequest request, params ReadOnlySpan<string> offered)
    {
        var header = request.Headers.Accept;
        if (header.All(string.IsNullOrWhiteSpace))
            return offered[0];
        // Parts that are no media range, such as the `*` that some old clients send, are passed over.
        if (!MediaTypeHeaderValue.TryParseList(header.ToArray()!, out var ranges))
            return null;
        var (best, bestQuality) = ((string?)null, 0.0);
        foreach (var type in offered)
        {
            var quality = QualityOf(MediaTypeHeaderValue.Parse(type), ranges);
            if (quality > bestQuality)
                (best, bestQuality) = (type, quality);
        }
        return best;
    }

    private static double QualityOf(MediaTypeHeaderValue type, IList<MediaTypeHeaderValue> ranges)
    {
        MediaTypeHeaderValue? closest = null;
        foreach (var range in ranges)
        {
            if (type.IsSubsetOf(range) && (closest is null || SpecificityOf(range) > SpecificityOf(closest)))
                closest = range;
        }
        return closest is null ? 0 : closest.Quality ?? 1;
    }

    private static int SpecificityOf(MediaTypeHeaderValue range) =>
        range.MatchesAllTypes ? 0
        : range.MatchesAllSubTypes ? 1
        : range.Parameters.Any(parameter => !parameter.Name.Equals("q", StringComparison.OrdinalIgnoreCase)) ? 3
        : 2;
}
