using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Voucher.Gateway.Documentation;

/// <summary>A file of the API's description: a part of an OpenAPI document, in YAML.</summary>
internal sealed partial record ContractFile(string Name, string Text)
{
    /// <summary>The file's content. Only plain scalars can be numbers, booleans or null (YAML's JSON schema); all others are texts, times too.</summary>
    /// <exception cref="ContractException">It is no YAML, has a key twice, or is no mapping.</exception>
    public JsonObject Read()
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(Text));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }]
                ? (JsonObject)Convert(root)!
                : throw new ContractException($"{Name} must be one YAML mapping.");
        }
        catch (YamlException error)
        {
            throw new ContractException($"{Name} is no valid YAML at line {error.Start.Line}: {error.Message}", error);
        }
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Select(pair => KeyValuePair.Create(TextOf(pair.Key), Convert(pair.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } scalar => Plain(scalar.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new YamlException(node.Start, node.End, "Neither mapping nor sequence nor scalar."),
    };

    private static string TextOf(YamlNode key) =>
        (key as YamlScalarNode)?.Value ?? throw new YamlException(key.Start, key.End, "A name must be a text.");

    private static JsonValue? Plain(string text) => text switch
    {
        "" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when Whole().IsMatch(text) => JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture)),
        _ when Fraction().IsMatch(text) => JsonValue.Create(decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,17})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fraction();
}

/// <summary>The API's description cannot be put together.</summary>
internal sealed class ContractException(string message, Exception? inner = null) : Exception(message, inner);
