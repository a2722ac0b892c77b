using Voucher.Gateway.Documentation;

namespace Voucher.Gateway.Tests.Documentation;

/// <summary>What is wrong with a file must be told by its name, since it keeps the gateway from starting.</summary>
public sealed class ContractFileTests
{
    [Theory]
    [InlineData("paths: ]", "bad.yaml is no valid YAML at line 1")]
    [InlineData("paths: 1\npaths: 2", "bad.yaml is no valid YAML at line 2")]
    [InlineData("paths:\n  ? [a, b]\n  : 1", "bad.yaml is no valid YAML at line 2")]
    [InlineData("- paths", "bad.yaml must be one YAML mapping.")]
    [InlineData("", "bad.yaml must be one YAML mapping.")]
    [InlineData("openapi: 3.1.1\n---\nopenapi: 3.1.1", "bad.yaml must be one YAML mapping.")]
    public void A_file_that_cannot_be_read_is_named(string text, string message)
    {
        var error = Assert.Throws<ContractException>(() => new ApiDescription([new ContractFile("bad.yaml", text)]));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openapi: 3.1.1", "openapi: 3.1.1", "/openapi")]
    [InlineData("paths: { /a: { get: {} } }", "paths: { /a: { get: {} } }", "/paths//a/get")]
    [InlineData("components: { schemas: { Id: {} } }", "components: { schemas: { Id: {} } }", "/components/schemas/Id")]
    public void What_two_files_say_is_named(string one, string other, string place)
    {
        var error = Assert.Throws<ContractException>(() => new ApiDescription([new ContractFile("one.yaml", one), new ContractFile("other.yaml", other)]));
        Assert.Equal($"other.yaml says again what another file has said: {place}.", error.Message);
    }

    [Theory]
    [InlineData("#/components/schemas/Nothing")]
    [InlineData("other.yaml#/a")]
    public void A_reference_that_leads_nowhere_is_named(string reference)
    {
        var error = Assert.Throws<ContractException>(() => new ApiDescription([new ContractFile("one.yaml", $"components: {{ schemas: {{ Id: {{ $ref: \"{reference}\" }} }} }}")]));
        Assert.Equal($"#/components/schemas/Id refers to {reference}, which is not there.", error.Message);
    }

    [Fact]
    public void Files_may_add_to_the_same_path_and_to_the_same_components()
    {
        var joined = JoinedContracts.Of(
        [
            new ContractFile("one.yaml", "paths: { /a: { get: { summary: one } } }\ncomponents: { schemas: { A: { type: string } } }"),
            new ContractFile("other.yaml", "paths: { /a: { post: { summary: other } } }\ncomponents: { schemas: { B: { $ref: '#/components/schemas/A' } } }"),
        ]);
        Assert.Equal(
            """{"paths":{"/a":{"get":{"summary":"one"},"post":{"summary":"other"}}},"components":{"schemas":{"A":{"type":"string"},"B":{"$ref":"#/components/schemas/A"}}}}""",
            joined.ToJsonString());
    }

    [Fact]
    public void Only_plain_scalars_are_numbers_booleans_or_null()
    {
        var read = new ContractFile("one.yaml", "a: 1\nb: \"1\"\nc: true\nd: 'true'\ne: null\nf: 1.5\ng: 2026-11-21T21:07:10Z\nh: 007\ni: no").Read();
        Assert.Equal("""{"a":1,"b":"1","c":true,"d":"true","e":null,"f":1.5,"g":"2026-11-21T21:07:10Z","h":"007","i":"no"}""", read.ToJsonString());
    }
}
