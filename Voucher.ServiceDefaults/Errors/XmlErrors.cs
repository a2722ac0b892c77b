using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Negotiation;

namespace Voucher.ServiceDefaults.Errors;

/// <summary>
/// Errors as contract S2 has them, in the form that the caller asks for: JSON, or
/// <c>&lt;error&gt;&lt;message&gt;…&lt;/message&gt;&lt;errors&gt;&lt;field name="status"&gt;…</c>.
/// </summary>
public static class XmlErrors
{
    /// <summary>The types in which the voucher resource is written, the usual one first.</summary>
    public static readonly string[] Types = ["application/json; charset=utf-8", "application/xml; charset=utf-8", "text/xml; charset=utf-8"];

    private static readonly string[] Prefixes = ["/submission", "/distribution"];

    /// <summary>The type of an error if it is to be XML; null for JSON, also where nothing that there is would be accepted.</summary>
    internal static string? TypeFor(HttpRequest request) =>
        Array.Exists(Prefixes, prefix => request.Path.StartsWithSegments(prefix)) && AcceptedType.Choose(request, Types) is { } type && type != Types[0] ? type : null;

    /// <summary>The error as a document in UTF-8.</summary>
    public static byte[] Write(ErrorMessage error) => XmlDocuments.Write(xml =>
    {
        xml.WriteStartElement("error");
        xml.WriteElementString("message", XmlCharacters.Valid(error.Message));
        if (error.Errors is { } fields)
        {
            xml.WriteStartElement("errors");
            foreach (var (field, how) in fields)
            {
                xml.WriteStartElement("field");
                xml.WriteAttributeString("name", XmlCharacters.Valid(field));
                xml.WriteString(XmlCharacters.Valid(how));
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    });
}
