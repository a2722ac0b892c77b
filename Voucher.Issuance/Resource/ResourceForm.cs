using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Negotiation;

namespace Voucher.Issuance.Resource;

/// <summary>
/// The form in which a request of contract S2 is answered: JSON, or XML with the same names. The values are the same in both, all of them texts; an
/// empty text is what is not there.
/// </summary>
/// <param name="ContentType">One of <see cref="XmlErrors.Types"/>.</param>
internal sealed record ResourceForm(string ContentType)
{
    // Never within HTML; so addresses stay as they are typed.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool IsJson => ContentType == XmlErrors.Types[0];

    /// <summary>The form that was chosen for a request.</summary>
    public static ResourceForm Of(HttpContext context) => context.Features.GetRequiredFeature<ResourceForm>();

    /// <summary>200 with a voucher.</summary>
    public Utf8ContentHttpResult Voucher(ShownVoucher voucher) =>
        Answer(StatusCodes.Status200OK, IsJson ? Json(voucher.Write) : XmlDocuments.Write(voucher.Write));

    /// <summary>200 with a page of vouchers.</summary>
    public Utf8ContentHttpResult Page(IReadOnlyList<ShownVoucher> vouchers, string? nextCursor)
    {
        return Answer(StatusCodes.Status200OK, IsJson ? Json(WriteJson) : XmlDocuments.Write(WriteXml));

        void WriteJson(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteStartArray("vouchers");
            foreach (var voucher in vouchers)
                voucher.Write(json);
            json.WriteEndArray();
            json.WriteString("next_cursor", nextCursor);
            json.WriteEndObject();
        }

        void WriteXml(XmlWriter xml)
        {
            xml.WriteStartElement("vouchers");
            if (nextCursor is not null)
                xml.WriteAttributeString("next_cursor", nextCursor);
            foreach (var voucher in vouchers)
                voucher.Write(xml);
            xml.WriteFullEndElement();
        }
    }

    /// <summary>An error with the contract's message for its status.</summary>
    public Utf8ContentHttpResult Error(int status, string field, string how) => Error(status, new Dictionary<string, string> { [field] = how });

    /// <summary>An error with the contract's message for its status.</summary>
    public Utf8ContentHttpResult Error(int status, IReadOnlyDictionary<string, string>? errors = null)
    {
        var error = new ErrorMessage(ErrorMessage.For(status), errors);
        return Answer(status, IsJson ? JsonSerializer.SerializeToUtf8Bytes(error, ErrorJson.Default.ErrorMessage) : XmlErrors.Write(error));
    }

    private Utf8ContentHttpResult Answer(int status, byte[] body) => TypedResults.Text(body, ContentType, status);

    private static byte[] Json(Action<Utf8JsonWriter> content)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Readable))
            content(json);
        return stream.ToArray();
    }
}
