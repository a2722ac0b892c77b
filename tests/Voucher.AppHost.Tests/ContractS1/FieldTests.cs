using System.Text.Json.Nodes;

namespace Voucher.AppHost.Tests.ContractS1;

[Collection(Platform.Name)]
public class FieldTests(Platform platform)
{
    /// <summary>What a required text must not be: a name, and the JSON in the field's place; null: the field is left out.</summary>
    private static readonly (string Name, string? Json)[] BadTexts =
    [
        ("missing", null),
        ("null", "null"),
        ("empty", "\"\""),
        ("blank", "\" \\t \""),
        ("a number", "1"),
        ("a boolean", "true"),
        ("an array", "[\"R-1\"]"),
        ("an object", "{\"id\":\"R-1\"}"),
        ("257 characters", $"\"{new string('x', 257)}\""),
        ("with a line feed", "\"R\\n1\""),
        ("with U+0000", "\"R\\u0000\""),
        ("with U+0085", "\"R\\u0085\""),
        ("half of a surrogate pair", "\"R\\ud83d\""),
    ];

    /// <summary>What the products must not be, besides.</summary>
    private static readonly (string Name, string Json)[] BadLists =
    [
        ("null", "null"),
        ("a string", "\"PAY\""),
        ("an object", "{\"0\":\"PAY\"}"),
        ("a number", "1"),
        ("empty", "[]"),
        ("33 of them", $"[{string.Join(',', Enumerable.Repeat("\"P\"", 33))}]"),
    ];

    private static string With(string field, string? json)
    {
        var fields = Till.GoodBody("R-1", "PAY").ToDictionary(property => property.Key, property => property.Value!.ToJsonString());
        if (json is null)
            fields.Remove(field);
        else
            fields[field] = json;
        return $"{{{string.Join(',', fields.Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
    }

    private async Task<IEnumerable<string>> RefusedFieldsAsync(string body) =>
        (await platform.Pos.SendAsync(body)).AssertInvalid().Json.GetProperty("errors").EnumerateObject().Select(error => error.Name);

    public static TheoryData<string, string> BadTextFields()
    {
        var cases = new TheoryData<string, string>();
        foreach (var field in new[] { "request_id", "distributor_id", "terminal_id" })
        {
            foreach (var (name, _) in BadTexts)
                cases.Add(field, name);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(BadTextFields))]
    public async Task A_required_field_that_is_no_text_is_400_and_named(string field, string what) =>
        Assert.Equal([field], await RefusedFieldsAsync(With(field, BadTexts.Single(bad => bad.Name == what).Json)));

    public static TheoryData<string> BadListNames => [.. BadLists.Select(bad => bad.Name)];

    [Theory]
    [MemberData(nameof(BadListNames))]
    public async Task Products_that_are_no_list_of_1_to_32_are_400_and_named(string what) =>
        Assert.Equal(["product_ids"], await RefusedFieldsAsync(With("product_ids", BadLists.Single(bad => bad.Name == what).Json)));

    public static TheoryData<string> BadProducts => [.. BadTexts.Where(bad => bad.Json is not null).Select(bad => bad.Name)];

    [Theory]
    [MemberData(nameof(BadProducts))]
    public async Task A_product_that_is_no_text_is_400_also_behind_a_good_one(string what)
    {
        var campaign = await platform.Seeder.AddAsync();

        var refused = await RefusedFieldsAsync(With("product_ids", $"[\"{campaign.CategoryId}\",{BadTexts.Single(bad => bad.Name == what).Json}]"));

        Assert.StartsWith("product_ids", Assert.Single(refused), StringComparison.Ordinal);
        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once() =>
        Assert.Equal(
            ["distributor_id", "product_ids", "request_id", "terminal_id"],
            (await RefusedFieldsAsync("""{"product_ids":[]}""")).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("request_id", "\"R-1\"")]
    [InlineData("distributor_id", "\"DIST-001\"")]
    [InlineData("terminal_id", "\"AT-998877\"")]
    [InlineData("product_ids", "[\"PAY\"]")]
    public async Task A_field_given_twice_is_400(string field, string json) =>
        (await platform.Pos.SendAsync($"{{\"{field}\":{json},{Till.GoodBody("R-1", "PAY").ToJsonString()[1..]}")).AssertInvalid();

    [Theory]
    [InlineData("\"PAY\"")]
    [InlineData("null")]
    public async Task Both_shapes_at_once_are_400(string category)
    {
        var body = Till.GoodBody(Till.NewRequestId(), "PAY");
        body["trigger_category_id"] = JsonNode.Parse(category);

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertInvalid();
    }

    [Theory]
    [InlineData("x")]
    [InlineData("😀")]
    public async Task A_request_id_may_have_256_characters_of_any_script(string character)
    {
        var campaign = await platform.Seeder.AddAsync();
        var unique = Till.NewRequestId();
        var id = unique + string.Concat(Enumerable.Repeat(character, 256 - unique.Length));

        var first = (await platform.Pos.OrderAsync(id, campaign)).AssertOrdered(campaign, id);

        Assert.Equal(first.Body, (await platform.Pos.OrderAsync(id, campaign)).Body);
    }

    [Fact]
    public async Task The_last_of_32_products_is_served_too()
    {
        var campaign = await platform.Seeder.AddAsync();
        var id = Till.NewRequestId();

        string[] products = [.. Enumerable.Range(1, 31).Select(number => $"NONE-{number}"), campaign.CategoryId];

        (await platform.Pos.SendAsync(Till.GoodBody(id, products).ToJsonString())).AssertOrdered(campaign, id);
    }

    [Theory]
    [InlineData("another")]
    [InlineData("")]
    [InlineData("r-1")]
    public async Task A_header_with_another_id_is_400_and_costs_no_code(string header)
    {
        var campaign = await platform.Seeder.AddAsync();

        var answer = await platform.Pos.SendAsync(
            Till.GoodBody("R-1", campaign.CategoryId).ToJsonString(), request => request.SetHeader(Pos.IdempotencyKey, header));

        answer.AssertInvalid();
        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"request_id\":\"R-1\",}")]
    [InlineData("{\"request_id\":\"R-1\"} // late")]
    [InlineData("request_id=R-1")]
    public async Task A_body_that_is_no_JSON_object_is_400(string body) => (await platform.Pos.SendAsync(body)).AssertInvalid();

    [Fact]
    public async Task A_body_over_16_KiB_or_of_another_content_type_is_400_and_one_of_16_KiB_is_not()
    {
        var campaign = await platform.Seeder.AddAsync();
        var id = Till.NewRequestId();
        var good = Till.GoodBody(id, campaign.CategoryId).ToJsonString();

        (await platform.Pos.SendAsync(good.PadRight((16 * 1024) + 1))).AssertInvalid();
        (await platform.Pos.SendAsync(good, request => request.SetContentType("text/plain"))).AssertInvalid();
        (await platform.Pos.SendAsync(good.PadRight(16 * 1024))).AssertOrdered(campaign, id);
    }
}
