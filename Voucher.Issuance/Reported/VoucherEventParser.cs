using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Reported;

/// <summary>Reads events of vouchers (contract S3). Pure: bytes in, event or errors out. Unknown fields are passed over.</summary>
internal static partial class VoucherEventParser
{
    private static readonly string[] VoucherTypes = ["REFERRAL", "REACTIVATION", "GENERAL", "STAFF"];

    /// <summary>The event; null, and what is wrong by field, when there is none.</summary>
    public static VoucherEvent? Parse(ReadOnlyMemory<byte> body, Dictionary<string, string> errors)
    {
        var read = PartnerBody.Read(body, errors, Read);
        return errors.Count == 0 ? read : null;
    }

    private static VoucherEvent? Read(PartnerBody body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (body.OptionalText(EventFields.EventType) is { } type)
            Keep(body, EventFields.EventType, EventType().IsMatch(type) ? type : null, "must be letters, digits, hyphens and underscores, beginning with a letter or digit");
        var timestamp = ReadTimestamp(body);
        if (body.Part(EventFields.Voucher) is not { } voucher)
            return null;
        fields[EventFields.VoucherCode] = voucher.Text(EventFields.VoucherCode);
        if (voucher.OptionalText(EventFields.ReferrerId) is { } referrer)
            fields[EventFields.ReferrerId] = referrer;
        if (voucher.OptionalText(EventFields.Currency) is { } currency)
            Keep(voucher, EventFields.Currency, Currency().IsMatch(currency) ? currency : null, "must be the three letters of a currency (ISO 4217)");
        if (voucher.OptionalText(EventFields.VoucherType) is { } kind)
            Keep(voucher, EventFields.VoucherType, VoucherTypes.Contains(kind) ? kind : null, $"must be one of {string.Join(", ", VoucherTypes)}");
        foreach (var field in EventFields.OfVoucher)
        {
            if (EventFields.IsTime(field) && voucher.OptionalValue(field) is { } time)
                Keep(voucher, field, UnixTime.TryRead(time, out var nanoseconds) ? UnixTime.TextOf(nanoseconds) : null, UnixTime.Form);
            if (EventFields.IsNumber(field) && voucher.OptionalValue(field) is { } number)
                Keep(voucher, field, NumberOf(number), "must be a number");
        }
        if (voucher.OptionalValue(EventFields.Custom) is { } custom)
            Keep(voucher, EventFields.Custom, CanonicalJson.OfObject(custom), "must be a JSON object, and its texts valid Unicode");
        return new VoucherEvent(fields[EventFields.VoucherCode], timestamp, fields);

        void Keep(PartnerBody part, string field, string? text, string otherwise)
        {
            if (text is null)
                part.Wrong(field, otherwise);
            else
                fields[field] = text;
        }
    }

    private static decimal ReadTimestamp(PartnerBody body)
    {
        if (body.OptionalValue(EventFields.Timestamp) is not { } value)
            body.Wrong(EventFields.Timestamp, "is required");
        else if (UnixTime.TryRead(value, out var timestamp))
            return timestamp;
        else
            body.Wrong(EventFields.Timestamp, UnixTime.Form);
        return 0;
    }

    private static string? NumberOf(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number)
        ? number.ToString("G29", CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_-]*\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EventType();

    [GeneratedRegex(@"^[a-zA-Z]{3}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Currency();
}
