using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>
/// Revisions of resources as entity tags (RFC 9110), so that of two operators who change the same thing the second learns of the first.
/// </summary>
public static class Revision
{
    /// <summary>Answers with a resource's revision as its <c>ETag</c>.</summary>
    public static void SetRevision(this HttpResponse response, long revision) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");

    /// <summary>What keeps a change from being made to a resource that has this revision now: 428 or 412; null when nothing does.</summary>
    /// <param name="request">The request, with <c>If-Match</c> or without.</param>
    /// <param name="current">The resource's revision, read under the lock of its row.</param>
    /// <param name="isRequired">Whether the request must have <c>If-Match</c>.</param>
    public static ProblemHttpResult? Hindrance(HttpRequest request, long current, bool isRequired)
    {
        var given = request.Headers.IfMatch;
        if (given.Count == 0)
        {
            return isRequired
                ? Problem(StatusCodes.Status428PreconditionRequired, "Send the ETag of the state that you have seen as If-Match, or If-Match: * to overwrite any.")
                : null;
        }
        var tag = string.Create(CultureInfo.InvariantCulture, $"\"{current}\"");
        var matches = given.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries)).Any(one => one == "*" || one == tag);
        return matches
            ? null
            : Problem(StatusCodes.Status412PreconditionFailed, $"It was changed meanwhile; it has ETag {tag} now. Read it again and repeat your change.");
    }

    private static ProblemHttpResult Problem(int status, string detail) => TypedResults.Problem(detail, statusCode: status);
}
