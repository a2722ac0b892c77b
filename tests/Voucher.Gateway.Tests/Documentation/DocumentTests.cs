using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Voucher.Gateway.Tests.Documentation;

public sealed class DocumentTests
{
    private readonly ApiDocument document = TheDocument.Read();

    [Fact]
    public void The_document_is_valid()
    {
        var read = OpenApiDocument.Parse(TheDocument.Text, "json", new OpenApiReaderSettings());

        Assert.NotNull(read.Document);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(document.Operations.Count, read.Document.Paths.Sum(path => path.Value.Operations!.Count));
    }

    [Fact]
    public void Every_operation_says_what_it_does_by_a_name_of_its_own()
    {
        Assert.All(document.Operations, operation =>
        {
            Assert.NotEqual("", operation.Said.GetProperty("summary").GetString());
            Assert.NotEqual("", operation.Said.GetProperty("description").GetString());
        });
        var names = document.Operations.Select(operation => operation.Said.GetProperty("operationId").GetString());
        Assert.Distinct(names);
    }

    [Fact]
    public void Every_operation_asks_for_the_token_of_who_may_call_it() => Assert.All(document.Operations, operation =>
    {
        if (operation.Path.StartsWith("/admin/", StringComparison.Ordinal))
            Assert.Equal(["Operator"], operation.Callers);
        else
            Assert.Subset(new HashSet<string> { "Partner", "Merchant", "ApiKey" }, operation.Callers.ToHashSet());
    });

    [Fact]
    public void Partners_come_first()
    {
        var tags = Names(document.Root.GetProperty("tags"));
        var groups = document.Root.GetProperty("x-tagGroups").EnumerateArray().ToList();
        Assert.Equal(["Partners", "Operators"], groups.Select(group => group.GetProperty("name").GetString()));
        Assert.Equal(tags, groups.SelectMany(group => group.GetProperty("tags").EnumerateArray()).Select(tag => tag.GetString()!));
        Assert.All(document.Operations, operation =>
        {
            var tag = Assert.Single(operation.Said.GetProperty("tags").EnumerateArray()).GetString()!;
            var group = groups[operation.IsForOperators ? 1 : 0];
            Assert.Contains(tag, group.GetProperty("tags").EnumerateArray().Select(one => one.GetString()));
        });
        Assert.Equal(document.Operations.OrderBy(operation => operation.IsForOperators), document.Operations);
    }

    [Fact]
    public void Every_parameter_of_a_path_is_described() => Assert.All(document.Operations, operation =>
    {
        var described = document.ParametersOf(operation)
            .Where(parameter => parameter.GetProperty("in").GetString() == "path").Select(parameter => $"{{{parameter.GetProperty("name")}}}");
        Assert.Equal(operation.Path.Split('/').Where(step => step.StartsWith('{')), described);
    });

    [Fact]
    public void Every_operators_operation_says_how_it_can_fail() => Assert.All(document.Operations.Where(operation => operation.IsForOperators), operation =>
    {
        var hasJson = operation.Said.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out _);
        int[] expected =
        [
            400, 401, 403, 500, 502, 503, 504,
            .. hasJson ? [413] : Array.Empty<int>(),
            .. operation.Method == "PATCH" ? [404, 412, 428] : Array.Empty<int>(),
        ];
        Assert.Empty(expected.Except(document.AnswersOf(operation).Keys));
    });

    private static IEnumerable<string> Names(JsonElement tags) => tags.EnumerateArray().Select(tag => tag.GetProperty("name").GetString()!);
}
