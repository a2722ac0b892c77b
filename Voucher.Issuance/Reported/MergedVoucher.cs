using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Voucher.Issuance.Reported;

/// <summary>What is known of a voucher that a merchant's system told of.</summary>
/// <param name="Fields">As those of <see cref="VoucherEvent"/>.</param>
/// <param name="Times">Of what time each field is, in nanoseconds since 1970; also of fields that were erased.</param>
internal sealed record MergedVoucher(IReadOnlyDictionary<string, string> Fields, IReadOnlyDictionary<string, decimal> Times)
{
    /// <summary>Reads it off its columns.</summary>
    public static MergedVoucher Of(string fields, string times) =>
        new(JsonSerializer.Deserialize<Dictionary<string, string>>(fields)!, JsonSerializer.Deserialize<Dictionary<string, decimal>>(times)!);

    /// <summary>In the form of an event of the newest time, and beside it the time of each field; all in milliseconds.</summary>
    public JsonObject ToJson()
    {
        var newest = Milliseconds(UnixTime.TextOf(Times[EventFields.VoucherCode]));
        var (voucher, timestamps) = (new JsonObject(), new JsonObject());
        foreach (var field in EventFields.OfVoucher.Where(Fields.ContainsKey))
            voucher[field] = ValueOf(field, Fields[field]);
        foreach (var field in EventFields.OfVoucher.Append(EventFields.EventType).Where(Fields.ContainsKey))
            timestamps[field] = Milliseconds(UnixTime.TextOf(Times[field]));
        var json = new JsonObject { [EventFields.Timestamp] = newest };
        if (Fields.TryGetValue(EventFields.EventType, out var type))
            json[EventFields.EventType] = type;
        json[EventFields.Voucher] = voucher;
        json["timestamps"] = timestamps;
        return json;
    }

    private static JsonNode? ValueOf(string field, string text) => field switch
    {
        EventFields.Custom => JsonNode.Parse(text),
        _ when EventFields.IsTime(field) => Milliseconds(text),
        _ when EventFields.IsNumber(field) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
        _ => text,
    };

    private static decimal Milliseconds(string text) => UnixTime.MillisecondsOf(text);
}
