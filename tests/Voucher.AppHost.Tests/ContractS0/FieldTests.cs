using System.Text.Json.Nodes;

namespace Voucher.AppHost.Tests.ContractS0;

[Collection(Platform.Name)]
public class FieldTests(Platform platform)
{
    /// <summary>What a required field must not be: a name, and the JSON in the field's place; null: the field is left out.</summary>
    private static readonly (string Name, string? Json)[] Bad =
    [
        ("missing", null),
        ("null", "null"),
        ("empty", "\"\""),
        ("blank", "\" \\t \""),
        ("a number", "1"),
        ("a boolean", "true"),
        ("an array", "[\"DIST-001\"]"),
        ("an object", "{\"id\":\"DIST-001\"}"),
        ("257 characters", $"\"{new string('x', 257)}\""),
        ("with a line feed", "\"DIST\\n001\""),
        ("with U+0000", "\"DIST-001\\u0000\""),
        ("with U+007F", "\"DIST-001\\u007f\""),
        ("with U+0085", "\"DIST-001\\u0085\""),
        ("half of a surrogate pair", "\"DIST-001\\ud83d\""),
    ];

    public static TheoryData<string, string> BadFields()
    {
        var cases = new TheoryData<string, string>();
        foreach (var field in new[] { "distributor_id", "terminal_id", "trigger_category_id" })
        {
            foreach (var (name, _) in Bad)
                cases.Add(field, name);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task A_required_field_that_is_no_text_is_400_and_named(string field, string what)
    {
        var (_, json) = Bad.Single(bad => bad.Name == what);
        var fields = Pos.GoodBody("PAY").ToDictionary(property => property.Key, property => property.Value!.ToJsonString());
        if (json is null)
            fields.Remove(field);
        else
            fields[field] = json;

        var answer = await platform.Pos.SendAsync($"{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}");

        Assert.Equal([field], answer.AssertInvalid().Json.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var errors = (await platform.Pos.SendAsync("{}")).AssertInvalid().Json.GetProperty("errors");

        Assert.Equal(["distributor_id", "terminal_id", "trigger_category_id"], errors.EnumerateObject().Select(error => error.Name).Order());
    }

    [Theory]
    [InlineData("distributor_id")]
    [InlineData("terminal_id")]
    [InlineData("trigger_category_id")]
    public async Task A_field_given_twice_is_400(string field)
    {
        var good = Pos.GoodBody("PAY").ToJsonString();

        (await platform.Pos.SendAsync($"{{\"{field}\":\"DIST-001\",{good[1..]}")).AssertInvalid();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("😀")]
    public async Task A_terminal_may_have_256_characters_of_any_script(string character)
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Pos.GoodBody(campaign.CategoryId);
        body["terminal_id"] = string.Concat(Enumerable.Repeat(character, 256));

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertIssued(campaign);
    }

    [Theory]
    [InlineData("both shapes", """{"trigger_category_id":"PAY","product_ids":["PAY"]}""")]
    [InlineData("neither shape", "{}")]
    public async Task The_shape_must_be_one_of_two(string what, string shape)
    {
        Assert.NotEmpty(what);
        var body = Pos.GoodBody("PAY");
        body.Remove("trigger_category_id");
        foreach (var (name, value) in JsonNode.Parse(shape)!.AsObject())
            body[name] = value!.DeepClone();

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertInvalid();
    }

    public static TheoryData<string, string> Products => new()
    {
        { "null", "null" },
        { "empty", "\"\"" },
        { "blank", "\"  \"" },
        { "other case", "\"PAYSAFECARD\"" },
        { "257 characters", $"\"{new string('p', 257)}\"" },
        { "10,000 characters", $"\"{new string('p', 10_000)}\"" },
        { "control characters", "\"a\\u0000b\\nc\"" },
        { "half of a surrogate pair", "\"\\udc00\"" },
        { "emoji", "\"🎁\"" },
        { "a number", "42" },
        { "a boolean", "false" },
        { "an array", "[1,2]" },
        { "an object", "{\"sku\":\"PaySafeCard\"}" },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public async Task The_product_is_never_refused(string what, string json)
    {
        Assert.NotEmpty(what);
        var campaign = await platform.Seeder.AddAsync();
        var body = Pos.GoodBody(campaign.CategoryId);
        body.Remove("trigger_product_id");

        (await platform.Pos.SendAsync($"{{\"trigger_product_id\":{json},{body.ToJsonString()[1..]}")).AssertIssued(campaign);
    }

    [Fact]
    public async Task The_product_may_be_left_out()
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Pos.GoodBody(campaign.CategoryId);
        body.Remove("trigger_product_id");

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertIssued(campaign);
    }
}
