using System.Text;
using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.ServiceDefaults.Tests.Operators;

/// <summary>Requests that operators sent, and what is found wrong with them.</summary>
internal static class Sent
{
    public static HttpRequest Query(string query) => new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request;

    public static HttpRequest Body(string json, string contentType = "application/json") => Body(Encoding.UTF8.GetBytes(json), contentType);

    public static HttpRequest Body(byte[] json, string contentType = "application/json") =>
        new DefaultHttpContext { Request = { Body = new MemoryStream(json), ContentLength = json.Length, ContentType = contentType } }.Request;

    /// <summary>By field, as <c>field: text</c>.</summary>
    public static IReadOnlyList<string> Findings(this FieldErrors errors) =>
        [.. errors.ToProblem().ProblemDetails.Errors.Select(error => $"{error.Key}: {Assert.Single(error.Value)}").Order(StringComparer.Ordinal)];

    /// <summary>What is said of the one field that is wrong.</summary>
    public static string Finding(this FieldErrors errors, string field)
    {
        var (name, texts) = Assert.Single(errors.ToProblem().ProblemDetails.Errors);
        Assert.Equal(field, name);
        return Assert.Single(texts);
    }
}
