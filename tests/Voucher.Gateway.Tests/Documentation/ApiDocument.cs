using System.Text.Json;
using System.Text.RegularExpressions;

namespace Voucher.Gateway.Tests.Documentation;

/// <summary>The OpenAPI document, as tests read it.</summary>
internal sealed class ApiDocument(JsonElement root)
{
    private static readonly string[] Methods = ["get", "post", "patch", "put", "delete"];

    public JsonElement Root { get; } = root;

    public IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in root.GetProperty("paths").EnumerateObject()
           from said in path.Value.EnumerateObject()
           where Methods.Contains(said.Name)
           select new ApiOperation(said.Name.ToUpperInvariant(), path.Name, said.Value, path.Value),
    ];

    /// <summary>What a node says, wherever it says so.</summary>
    public JsonElement Resolve(JsonElement node)
    {
        while (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("$ref", out var reference))
        {
            node = Root;
            foreach (var step in reference.GetString()!["#/".Length..].Split('/'))
                node = node.GetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
        }
        return node;
    }

    /// <summary>The operation's parameters, those of its path included.</summary>
    public IEnumerable<JsonElement> ParametersOf(ApiOperation operation) =>
        new[] { operation.PathItem, operation.Said }
            .SelectMany(place => place.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
            .Select(Resolve);

    /// <summary>The operation's answers by status.</summary>
    public IReadOnlyDictionary<int, JsonElement> AnswersOf(ApiOperation operation) =>
        operation.Said.GetProperty("responses").EnumerateObject().ToDictionary(
            answer => int.Parse(answer.Name, System.Globalization.CultureInfo.InvariantCulture), answer => Resolve(answer.Value));

    /// <summary>The operation that a request is of.</summary>
    public ApiOperation Find(string method, string path) => Operations.Single(operation => operation.Method == method && operation.Matches(path));
}

/// <summary>An operation of the document.</summary>
/// <param name="Method">Such as GET.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Said">What the document says of it.</param>
/// <param name="PathItem">What the document says of its path.</param>
internal sealed partial record ApiOperation(string Method, string Path, JsonElement Said, JsonElement PathItem)
{
    /// <summary>Method and path, whatever the path's parameters are called.</summary>
    public string Route => RouteOf(Method, Path);

    public string Name => $"{Method} {Path}";

    public bool IsForOperators => Callers.Contains("Operator");

    /// <summary>Whose tokens it takes, by the names of the security schemes; none where it asks for no token.</summary>
    public IReadOnlyList<string> Callers { get; } =
        [.. Said.GetProperty("security").EnumerateArray().SelectMany(scheme => scheme.EnumerateObject().Select(one => one.Name))];

    public static string RouteOf(string method, string path) => $"{method} {Parameter().Replace(path.TrimEnd('/'), "{}")}";

    public override string ToString() => Name;

    public bool Matches(string path)
    {
        var (mine, others) = (Path.Split('/'), path.Split('/'));
        return mine.Length == others.Length && mine.Zip(others).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
