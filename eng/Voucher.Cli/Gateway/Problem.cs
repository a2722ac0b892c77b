using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Voucher.Cli.Gateway;

/// <summary>The gateway answered with an error. The message and the details are those of its problem details (RFC 9457), with a hint where one helps.</summary>
internal sealed class ProblemException(HttpStatusCode status, string message, IReadOnlyList<string> details) : FailedException(message, details)
{
    /// <summary>The answer's status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Whether the same may well succeed a moment later.</summary>
    public bool IsPassing => (int)Status >= 500;

    /// <summary>Reads an answer that is an error.</summary>
    public static async Task<ProblemException> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var body = Json.TryParse(text);
        var title = body?.Text("title") ?? body?.Text("message") ?? answer.ReasonPhrase ?? "The gateway refused";
        var message = string.Create(CultureInfo.InvariantCulture, $"{title} ({(int)answer.StatusCode})");
        var details = new List<string>();
        if (body?.Text("detail") is { } detail)
            details.Add(detail);
        if (body is { } problem && problem.Part("errors") is { ValueKind: JsonValueKind.Object } errors)
            details.AddRange(errors.EnumerateObject().SelectMany(Lines));
        if (Hint(answer) is { } hint)
            details.Add(hint);
        return new ProblemException(answer.StatusCode, message, details);
    }

    private static IEnumerable<string> Lines(JsonProperty field) => field.Value.ValueKind == JsonValueKind.Array
        ? field.Value.EnumerateArray().Select(how => $"{field.Name}: {how}")
        : [$"{field.Name}: {field.Value}"];

    private static string? Hint(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "The gateway does not know the token in VOUCHER_TOKEN or --token-file, or it is revoked or expired.",
        HttpStatusCode.Forbidden => "The token is not an operator's.",
        HttpStatusCode.PreconditionFailed =>
            "Somebody else was faster, and nothing of yours was changed. Look at what is there now, then run the command again.",
        HttpStatusCode.TooManyRequests when answer.Headers.RetryAfter is { } after => $"Try again in {after} seconds.",
        _ => null,
    };
}
