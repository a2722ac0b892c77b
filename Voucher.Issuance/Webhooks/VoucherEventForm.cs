using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text.Json;

namespace Voucher.Issuance.Webhooks;

/// <summary>An issued voucher in the form of contract S3, which fraud systems take. Times are in milliseconds since 1970.</summary>
internal static class VoucherEventForm
{
    /// <summary>What of the event goes under <c>custom</c>, by the names that it has there.</summary>
    private static readonly (string Name, string Field)[] Custom =
    [
        ("campaignId", "campaign_id"), ("merchantId", "merchant_id"), ("distributorId", "distributor_id"), ("terminalId", "terminal_id"),
        ("categoryId", "category_id"), ("productId", "product_id"),
    ];

    /// <summary>The request of one attempt.</summary>
    public static HttpRequestMessage RequestOf(DueDelivery due, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, due.Url) { Content = new ByteArrayContent(BodyOf(due)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        request.Headers.TryAddWithoutValidation("Authorization", $"token {token}");
        return request;
    }

    private static byte[] BodyOf(DueDelivery due)
    {
        var told = due.Told;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("timestamp", new DateTimeOffset(due.OccurredAt).ToUnixTimeMilliseconds());
            json.WriteString("eventType", "voucher-issued");
            json.WriteStartObject("voucher");
            WriteVoucher(json, told);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteVoucher(Utf8JsonWriter json, JsonElement told)
    {
        json.WriteString("voucherCode", told.GetProperty("voucher_code").GetString());
        json.WriteNumber("creationTime", told.GetProperty("issued_at").GetDateTimeOffset().ToUnixTimeMilliseconds());
        if (told.GetProperty("expiry_date") is { ValueKind: JsonValueKind.String } expiry && expiry.GetString()!.Length > 0)
            json.WriteNumber("expiry", expiry.GetDateTimeOffset().ToUnixTimeMilliseconds());
        if (told.GetProperty("value").GetString() is { } value)
        {
            json.WritePropertyName("value");
            json.WriteRawValue(value);
            json.WriteString("currency", told.GetProperty("currency").GetString());
        }
        json.WriteString("voucherType", "GENERAL");
        json.WriteStartObject("custom");
        foreach (var (name, field) in Custom)
        {
            if (told.GetProperty(field).GetString() is { } text)
                json.WriteString(name, text);
        }
        json.WriteEndObject();
    }
}
