using System.Text.Json;

namespace Voucher.Gateway.Tests.Documentation;

public sealed class ExampleTests
{
    private readonly ApiDocument document = TheDocument.Read();

    [Fact]
    public void Every_body_that_is_sent_has_examples_that_fit_its_schema()
    {
        var bodies = document.Operations
            .Where(operation => operation.Said.TryGetProperty("requestBody", out _))
            .Select(operation => (operation.Name, document.Resolve(operation.Said.GetProperty("requestBody"))));
        AssertExamplesFit(bodies);
    }

    [Fact]
    public void Every_answer_has_a_body_and_examples_that_fit_its_schema() => AssertExamplesFit(Answers().Select(answer => (answer.Name, answer.Said)));

    [Fact]
    public void Every_example_of_an_error_has_the_status_that_it_is_of() => Assert.All(Answers(), answer =>
    {
        if (!answer.Said.GetProperty("content").TryGetProperty("application/problem+json", out var media))
            return;
        Assert.True(answer.Status >= 400);
        Assert.All(ExamplesOf(media), example => Assert.Equal(answer.Status, example.GetProperty("status").GetInt32()));
    });

    [Fact]
    public void Every_parameter_and_header_has_an_example_that_fits_its_schema()
    {
        var parameters = document.Operations.SelectMany(
            operation => document.ParametersOf(operation).Select(parameter => ($"{operation.Name} {parameter.GetProperty("name")}", parameter)));
        var headers = Answers().SelectMany(answer => answer.Said.TryGetProperty("headers", out var headers)
            ? headers.EnumerateObject().Select(header => ($"{answer.Name} {header.Name}", document.Resolve(header.Value)))
            : []);
        Assert.Empty(parameters.Concat(headers).SelectMany(said => FaultsOf(said.Item1, said.Item2.GetProperty("example"), said.Item2.GetProperty("schema"))));
    }

    private IEnumerable<(string Name, int Status, JsonElement Said)> Answers() =>
        document.Operations.SelectMany(operation =>
            document.AnswersOf(operation).Select(answer => ($"{operation.Name} {answer.Key}", answer.Key, answer.Value)));

    private void AssertExamplesFit(IEnumerable<(string Name, JsonElement Said)> bodies)
    {
        var all = bodies.ToList();
        Assert.NotEmpty(all);
        Assert.Empty(all.SelectMany(body => body.Said.GetProperty("content").EnumerateObject().SelectMany(media =>
        {
            var examples = ExamplesOf(media.Value).ToList();
            Assert.True(examples.Count > 0, $"{body.Name} has no example.");
            return examples.SelectMany(example => FaultsOf(body.Name, example, media.Value.GetProperty("schema")));
        })));
    }

    private static IEnumerable<JsonElement> ExamplesOf(JsonElement media) => media.TryGetProperty("examples", out var examples)
        ? examples.EnumerateObject().Select(example => example.Value.GetProperty("value"))
        : [media.GetProperty("example")];

    private IEnumerable<string> FaultsOf(string name, JsonElement example, JsonElement schema) =>
        new SchemaCheck(document).Faults(example, schema, $"{name}: example");
}
