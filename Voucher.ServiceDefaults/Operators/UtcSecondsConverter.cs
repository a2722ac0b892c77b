using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>Writes times as the contracts have them: UTC, whole seconds, <c>Z</c>.</summary>
public sealed class UtcSecondsConverter : JsonConverter<DateTime>
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <inheritdoc />
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TextOf(value));

    /// <summary>The text of a time.</summary>
    public static string TextOf(DateTime value) => value.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture);
}
