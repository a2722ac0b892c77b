using System.Text.Json.Nodes;

namespace Voucher.Gateway.Documentation;

/// <summary>Puts the files of the API's description together.</summary>
internal static class JoinedContracts
{
    /// <summary>The sections in which each file may add entries, with how deep these lie: paths have methods, components have kinds and names.</summary>
    private static readonly Dictionary<string, int> Shared = new(StringComparer.Ordinal) { ["paths"] = 2, ["components"] = 2 };

    /// <summary>One document of all files, in their order. What one file says, no other says again, and every reference leads somewhere.</summary>
    /// <exception cref="ContractException">Otherwise.</exception>
    public static JsonObject Of(IEnumerable<ContractFile> files)
    {
        var document = new JsonObject();
        foreach (var file in files)
            Add(document, file.Read(), file.Name, Depth, "");
        CheckReferences(document, document, "#");
        return document;
    }

    private static int Depth(string section) => Shared.GetValueOrDefault(section);

    private static void Add(JsonObject into, JsonObject from, string file, Func<string, int> depthOf, string place)
    {
        foreach (var (name, value) in from.ToList())
        {
            var depth = depthOf(name);
            from.Remove(name);
            if (!into.ContainsKey(name))
                into.Add(name, value);
            else if (depth > 0 && into[name] is JsonObject known && value is JsonObject more)
                Add(known, more, file, _ => depth - 1, $"{place}/{name}");
            else
                throw new ContractException($"{file} says again what another file has said: {place}/{name}.");
        }
    }

    private static void CheckReferences(JsonObject document, JsonNode? node, string place)
    {
        switch (node)
        {
            case JsonArray array:
                for (var i = 0; i < array.Count; i++)
                    CheckReferences(document, array[i], $"{place}/{i}");
                break;
            case JsonObject @object:
                foreach (var (name, value) in @object)
                {
                    if (name == "$ref" && Find(document, value?.ToString() ?? "") is null)
                        throw new ContractException($"{place} refers to {value}, which is not there.");
                    CheckReferences(document, value, $"{place}/{name}");
                }
                break;
        }
    }

    /// <summary>Where a reference within the document leads (RFC 6901), or null.</summary>
    private static JsonNode? Find(JsonObject document, string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
            return null;
        JsonNode? node = document;
        foreach (var step in reference[2..].Split('/'))
            node = (node as JsonObject)?[step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)];
        return node;
    }
}
