using System.Text.Json;

namespace Voucher.Auth;

/// <summary>Reads what operators send, and says which field is wrong where it cannot be read.</summary>
internal static class OperatorsBody
{
    private const string Whole = "body";

    /// <summary>The body, or what is wrong with it by field.</summary>
    public static async Task<(T? Body, Dictionary<string, string[]> Errors)> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
            return (null, Wrong(Whole, "Must be JSON."));
        try
        {
            var body = await request.ReadFromJsonAsync<T>(cancellationToken);
            return body is null ? (null, Wrong(Whole, "Must be a JSON object.")) : (body, []);
        }
        catch (JsonException error)
        {
            // The path is such as $.scopes[1], or $ where the text is no JSON at all.
            var field = error.Path?.TrimStart('$').TrimStart('.');
            return (null, string.IsNullOrEmpty(field) ? Wrong(Whole, "Must be a JSON object.") : Wrong(field, "Cannot be read."));
        }
    }

    private static Dictionary<string, string[]> Wrong(string field, string how) => new(StringComparer.Ordinal) { [field] = [how] };
}
