using System.Text;
using System.Xml;

namespace Voucher.ServiceDefaults.Negotiation;

/// <summary>Writes XML.</summary>
public static class XmlDocuments
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>A document in UTF-8, with its declaration and without a byte order mark.</summary>
    /// <param name="content">Writes the root element.</param>
    public static byte[] Write(Action<XmlWriter> content)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
            content(xml);
        return stream.ToArray();
    }
}
