using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Net.Http.Headers;

namespace Voucher.Gateway.Documentation;

/// <summary>The description of the whole API: one OpenAPI 3.1 document, as bytes that are made once.</summary>
internal sealed class ApiDescription
{
    private const string Extension = ".yaml";

    // It is served as JSON only, never within HTML; so its texts may stay readable.
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="ContractException">The files do not make one document.</exception>
    public ApiDescription(IEnumerable<ContractFile> files)
    {
        Json = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(JoinedContracts.Of(files), Readable);
        Tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(Json)[..8])}\"");
    }

    /// <summary>The document, in UTF-8.</summary>
    public byte[] Json { get; }

    /// <summary>Another one for each other document.</summary>
    public EntityTagHeaderValue Tag { get; }

    /// <summary>The files in <c>openapi/</c>, by name.</summary>
    public static IEnumerable<ContractFile> Files()
    {
        var assembly = typeof(ApiDescription).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new ContractFile(name, reader.ReadToEnd());
        }
    }
}
