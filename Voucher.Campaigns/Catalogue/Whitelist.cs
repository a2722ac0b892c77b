using System.Text.Json;
using System.Text.Json.Serialization;

namespace Voucher.Campaigns.Catalogue;

/// <summary>Which distributors may hand out a campaign's codes. In JSON <c>"all"</c>, or the list of their ids.</summary>
/// <param name="All">Every distributor, those to come included.</param>
/// <param name="Ids">By id; empty with <paramref name="All"/>, and else where the campaign is open to none.</param>
[JsonConverter(typeof(WhitelistConverter))]
public sealed record Whitelist(bool All, IReadOnlyList<string> Ids)
{
    /// <summary>The text that stands for all of them.</summary>
    public const string Everybody = "all";

    public static Whitelist OfAll { get; } = new(All: true, []);
}

/// <summary>Writes a <see cref="Whitelist"/>. Nobody reads one: operators' bodies are read field by field.</summary>
public sealed class WhitelistConverter : JsonConverter<Whitelist>
{
    public override Whitelist Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, Whitelist value, JsonSerializerOptions options)
    {
        if (value.All)
        {
            writer.WriteStringValue(Whitelist.Everybody);
            return;
        }
        writer.WriteStartArray();
        foreach (var id in value.Ids)
            writer.WriteStringValue(id);
        writer.WriteEndArray();
    }
}
