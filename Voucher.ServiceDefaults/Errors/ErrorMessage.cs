using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.ServiceDefaults.Errors;

/// <summary>The body of every error that a partner sees.</summary>
/// <param name="Message">One of the contract's messages.</param>
/// <param name="Errors">Which field is wrong and how, where that is known.</param>
public sealed record ErrorMessage(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("errors"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string>? Errors = null)
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>The answer with the message for a status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="errors">Which field is wrong and how.</param>
    public static JsonHttpResult<ErrorMessage> Answer(int status, IReadOnlyDictionary<string, string>? errors = null) =>
        Answer(status, new ErrorMessage(For(status), errors));

    /// <summary>An answer with a message of its own.</summary>
    public static JsonHttpResult<ErrorMessage> Answer(int status, ErrorMessage message) =>
        TypedResults.Json(message, ErrorJson.Default.ErrorMessage, ContentType, status);

    /// <summary>The message that the contracts name for a status, or a plain one where they name none.</summary>
    public static string For(int status) => status switch
    {
        400 => "invalid request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        406 => "not acceptable",
        408 => "request timeout",
        409 => "voucher unavailable",
        410 => "gone",
        413 => "request body too large",
        415 => "unsupported media type",
        429 => "too many requests",
        502 => "bad gateway",
        503 => "service unavailable",
        504 => "gateway timeout",
        >= 500 => "internal server error",
        _ => "request failed",
    };
}

/// <summary>Source-generated JSON of <see cref="ErrorMessage"/>.</summary>
[JsonSerializable(typeof(ErrorMessage))]
public sealed partial class ErrorJson : JsonSerializerContext;
