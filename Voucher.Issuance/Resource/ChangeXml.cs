using System.Text;
using System.Xml;

namespace Voucher.Issuance.Resource;

/// <summary>
/// Reads a voucher in XML that somebody sent. Nothing that XML could make a reader do is done: no DTD, no entities but the five that XML has, no
/// reference is followed, no other encoding than UTF-8, and nothing nested deeper than <see cref="Deepest"/>.
/// </summary>
internal static class ChangeXml
{
    private const int Deepest = 16;
    private const string Root = "voucher";
    private const string Body = "body";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    /// <summary>What the elements of <c>&lt;voucher&gt;</c> want; null, and what is wrong noted, when that cannot be done.</summary>
    /// <param name="body">The bytes, with or without a byte order mark.</param>
    /// <param name="mayCancel">Whether the route cancels.</param>
    /// <param name="errors">Where to note what is wrong.</param>
    public static VoucherChange? Read(ReadOnlySpan<byte> body, bool mayCancel, IDictionary<string, string> errors)
    {
        try
        {
            using var text = new StringReader(Utf8.GetString(body).TrimStart('\uFEFF'));
            using var xml = XmlReader.Create(text, Settings);
            return Read(xml, errors) is { } fields
                ? VoucherChange.Of(fields.GetValueOrDefault(VoucherChange.StatusField), fields.GetValueOrDefault(VoucherChange.CustomerNameField), mayCancel, errors)
                : null;
        }
        catch (DecoderFallbackException)
        {
            errors[Body] = "must be in UTF-8";
        }
        catch (XmlException)
        {
            errors[Body] = "must be well-formed XML 1.0 without a DTD";
        }
        return null;
    }

    /// <summary>The texts of the elements that count, by name.</summary>
    private static Dictionary<string, string>? Read(XmlReader xml, IDictionary<string, string> errors)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? field = null;
        while (xml.Read())
        {
            if (FaultOf(xml) is { } fault)
            {
                errors[Body] = fault;
                return null;
            }
            if (xml is { Depth: 1, NodeType: XmlNodeType.Element })
            {
                field = xml.Name is VoucherChange.StatusField or VoucherChange.CustomerNameField ? xml.Name : null;
                if (field is not null && !fields.TryAdd(field, ""))
                    errors.TryAdd(field, "must be there once");
            }
            else if (xml.Depth > 1 && field is not null)
            {
                if (xml.NodeType == XmlNodeType.Element)
                    errors.TryAdd(field, "must be a text");
                fields[field] = (fields[field] + xml.Value).Trim();
            }
        }
        return fields;
    }

    private static string? FaultOf(XmlReader xml) =>
        xml.Depth > Deepest ? $"must not be nested deeper than {Deepest}"
        : xml.NodeType == XmlNodeType.XmlDeclaration && xml.GetAttribute("encoding") is { } encoding && !encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
            ? "must be in UTF-8"
        : xml is { Depth: 0, NodeType: XmlNodeType.Element } && xml.Name != Root ? $"must be the element {Root}"
        : null;
}
