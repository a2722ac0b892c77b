using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.ServiceDefaults.Errors;

/// <summary>The body of every answer to whoever reports vouchers (contract S3), errors included.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Timestamp">When the request was done with, in Unix seconds.</param>
/// <param name="Message">What is wrong; left out when nothing is.</param>
public sealed record EventAnswer(
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("timestamp")] long Timestamp,
    [property: JsonPropertyName("message"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null)
{
    /// <summary>The path of the contract; errors at it and below have this form.</summary>
    public const string Path = "/v2/voucher";

    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>An error's answer; its message is the usual one of its status unless another is given.</summary>
    public static EventAnswer OfError(int status, TimeProvider time, string? message = null) =>
        new(status, time.GetUtcNow().ToUnixTimeSeconds(), message ?? ErrorMessage.For(status));

    /// <summary>The answer as a result.</summary>
    public JsonHttpResult<EventAnswer> ToResult() => TypedResults.Json(this, EventAnswerJson.Default.EventAnswer, ContentType, Status);

    /// <summary>Writes it as the body of a response that has the status already.</summary>
    internal Task WriteAsync(HttpResponse response) => response.WriteAsJsonAsync(this, EventAnswerJson.Default.EventAnswer, ContentType);
}

/// <summary>Source-generated JSON of <see cref="EventAnswer"/>.</summary>
[JsonSerializable(typeof(EventAnswer))]
public sealed partial class EventAnswerJson : JsonSerializerContext;
