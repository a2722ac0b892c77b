using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>A delivery in the form of Standard Webhooks 1.0: type, time and data of the event; id, time and signatures of the attempt.</summary>
internal static class WebhookForm
{
    /// <summary>The request of one attempt.</summary>
    public static HttpRequestMessage RequestOf(DueDelivery due, DateTimeOffset now)
    {
        var body = BodyOf(due);
        var timestamp = now.ToUnixTimeSeconds();
        var isRotating = due.PreviousSecret is not null && due.PreviousSecretUntil > now.UtcDateTime;
        byte[][] secrets = isRotating ? [due.Secret!, due.PreviousSecret!] : [due.Secret!];
        var request = new HttpRequestMessage(HttpMethod.Post, due.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.Add("webhook-id", due.MessageId);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(secrets, due.MessageId, timestamp, body));
        return request;
    }

    private static byte[] BodyOf(DueDelivery due)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", due.Type);
            json.WriteString("timestamp", UtcSecondsConverter.TextOf(due.OccurredAt));
            json.WritePropertyName("data");
            due.Told.WriteTo(json);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }
}
