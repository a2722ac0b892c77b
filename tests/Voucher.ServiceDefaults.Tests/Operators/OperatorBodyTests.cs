using System.Globalization;
using System.Text;
using System.Text.Json;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.ServiceDefaults.Tests.Operators;

public sealed class OperatorBodyTests
{
    [Fact]
    public async Task Values_are_read_by_field()
    {
        var body = await ReadAsync(
            """
            {"text":" Käufer ✓ ","id":"A.b_c-1","one":"b","number":-5,"flag":false,"time":"2026-03-31T23:59:59+02:00","day":"2026-02-28",
             "texts":["b","a"],"part":{"inner":"x"}}
            """,
            "text", "id", "one", "number", "flag", "time", "day", "texts", "part");

        Assert.Equal((" Käufer ✓ ", "A.b_c-1", "b"), (body.Text("text"), body.Id("id"), body.OneOf("one", "a", "b")));
        Assert.Equal((-5L, false), (body.Number("number", -5, -5), body.Flag("flag")));
        Assert.Equal(new DateTimeOffset(2026, 3, 31, 21, 59, 59, TimeSpan.Zero), body.Time("time"));
        Assert.Equal(TimeSpan.Zero, body.Time("time")!.Value.Offset);
        Assert.Equal(new DateOnly(2026, 2, 28), body.Day("day"));
        Assert.Equal(["b", "a"], body.Texts("texts", 2, 2)!);
        Assert.Equal("x", body.Part("part", "inner")?.Text("inner"));
        Assert.False(body.Errors.Any);
    }

    [Theory]
    [InlineData("""{}""", false)]
    [InlineData("""{"f":null}""", true)]
    public async Task What_is_absent_or_null_is_null_and_not_wrong(string json, bool isThere)
    {
        var body = await ReadAsync(json, "f");

        Assert.Null(body.Text("f"));
        Assert.Null(body.Id("f"));
        Assert.Null(body.OneOf("f", "a"));
        Assert.Null(body.Number("f", 0, 1));
        Assert.Null(body.Flag("f"));
        Assert.Null(body.Time("f"));
        Assert.Null(body.Day("f"));
        Assert.Null(body.Texts("f", 1, 1));
        Assert.Null(body.Part("f", "inner"));
        Assert.Null(body.Parts("f", 1, 1, "inner"));
        Assert.Equal((isThere, false), (body.Has("f"), body.HasValue("f")));
        Assert.Equal(isThere ? JsonValueKind.Null : JsonValueKind.Undefined, body.KindOf("f"));
        Assert.False(body.Errors.Any);
        body.Keep("f");
        Assert.Equal(isThere, body.Errors.Any);
        body.Require("f");
        Assert.Single(body.Errors.Findings());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("[\"a\"]")]
    [InlineData("{}")]
    [InlineData("\"\"")]
    [InlineData("\" \\t\"")]
    [InlineData("\"\\u00a0\"")]
    [InlineData("\"a\\u0000\"")]
    [InlineData("\"a\\u007f\"")]
    [InlineData("\"a\\u0085\"")]
    [InlineData("\"a\\r\\nb\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"12345678901\"")]
    public Task No_text_of_ten_letters(string value) => IsWrongAsync(value, body => body.Text("f", 10));

    [Theory]
    [InlineData("7")]
    [InlineData("\"\"")]
    [InlineData("\".a\"")]
    [InlineData("\"a b\"")]
    [InlineData("\"a\\n\"")]
    [InlineData("\"ä\"")]
    [InlineData("\"a/b\"")]
    [InlineData("\"a%20\"")]
    [InlineData("\"12345678901234567890123456789012345678901234567890123456789012345\"")]
    public Task No_identifier(string value) => IsWrongAsync(value, body => body.Id("f"));

    [Theory]
    [InlineData("\"c\"")]
    [InlineData("\"A\"")]
    [InlineData("\"a \"")]
    [InlineData("1")]
    public async Task None_of_the_allowed(string value)
    {
        await IsWrongAsync(value, body => body.OneOf("f", "a", "b"));
        if (value == "\"c\"")
            Assert.Contains("a, b", await FindingAsync(value, body => body.OneOf("f", "a", "b")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("11")]
    [InlineData("1.5")]
    [InlineData("1e1000")]
    [InlineData("99999999999999999999")]
    [InlineData("\"5\"")]
    [InlineData("true")]
    public async Task No_whole_number_from_one_to_ten(string value)
    {
        Assert.Contains("from 1 to 10", await FindingAsync(value, body => body.Number("f", 1, 10)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"true\"")]
    public Task Neither_true_nor_false(string value) => IsWrongAsync(value, body => body.Flag("f"));

    [Theory]
    [InlineData("\"2026-03-31T23:59:59\"")]
    [InlineData("\"2026-03-31\"")]
    [InlineData("\"2026-03-31T23:59Z\"")]
    [InlineData("\"2026-03-31T23:59:59.5Z\"")]
    [InlineData("\"2026-02-29T00:00:00Z\"")]
    [InlineData("\"2026-03-31T24:00:00Z\"")]
    [InlineData("\"2026-03-31 23:59:59Z\"")]
    [InlineData("\"2026-03-31T23:59:59+25:00\"")]
    [InlineData("\"9999-12-31T23:59:59-01:00\"")]
    [InlineData("\"0001-01-01T00:00:00+01:00\"")]
    [InlineData("\"31.03.2026\"")]
    [InlineData("\"now\"")]
    [InlineData("1774994399")]
    public Task No_time_with_its_offset_in_whole_seconds(string value) => IsWrongAsync(value, body => body.Time("f"));

    [Theory]
    [InlineData("\"2026-02-29\"")]
    [InlineData("\"2026-2-28\"")]
    [InlineData("\"2026-02-28T00:00:00Z\"")]
    [InlineData("\"28.02.2026\"")]
    [InlineData("20260228")]
    public Task No_day(string value) => IsWrongAsync(value, body => body.Day("f"));

    [Theory]
    [InlineData("[]", "f")]
    [InlineData("[\"a\",\"b\",\"c\",\"d\"]", "f")]
    [InlineData("\"a\"", "f")]
    [InlineData("{\"0\":\"a\"}", "f")]
    [InlineData("[\"a\",\"a\"]", "f")]
    [InlineData("[\"a\",null]", "f[1]")]
    [InlineData("[7]", "f[0]")]
    [InlineData("[\"a\",\"\"]", "f[1]")]
    [InlineData("[\"a\\u0000\"]", "f[0]")]
    public async Task No_one_to_three_different_texts(string value, string field)
    {
        var body = await ReadAsync($$"""{"f":{{value}}}""", "f");
        body.Texts("f", 1, 3);

        Assert.NotEmpty(body.Errors.Finding(field));
    }

    [Fact]
    public async Task What_is_wrong_within_a_part_is_named_with_its_path()
    {
        var body = await ReadAsync("""{"part":{"day":"soon","colour":1,"deep":{"x":1}},"flat":7}""", "part", "flat");
        var part = body.Part("part", "day", "deep", "due")!;
        part.Day("day");
        part.Require("due");
        part.Part("deep", "y");
        body.Part("flat", "x");

        Assert.Equal(["flat", "part.colour", "part.day", "part.deep.x", "part.due"], body.Errors.Findings().Select(finding => finding[..finding.IndexOf(':', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("[]", "f")]
    [InlineData("[{},{},{},{}]", "f")]
    [InlineData("{}", "f")]
    [InlineData("\"a\"", "f")]
    [InlineData("[{},null]", "f[1]")]
    [InlineData("[[]]", "f[0]")]
    [InlineData("[{},{\"other\":1}]", "f[1].other")]
    [InlineData("[{\"inner\":7}]", "f[0].inner")]
    public async Task No_one_to_three_objects_with_a_text(string value, string field)
    {
        var body = await ReadAsync($$"""{"f":{{value}}}""", "f");
        foreach (var part in body.Parts("f", 1, 3, "inner") ?? [])
            part.Text("inner");

        Assert.StartsWith($"{field}: ", Assert.Single(body.Errors.Findings()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_in_a_list_are_read_in_their_order()
    {
        var body = await ReadAsync("""{"f":[{"inner":"b"},{},{"inner":"a"}]}""", "f");

        Assert.Equal(["b", null, "a"], body.Parts("f", 3, 3, "inner")!.Select(part => part.Text("inner")));
        Assert.False(body.Errors.Any);
    }

    [Fact]
    public async Task Unknown_fields_are_named_with_the_known_ones()
    {
        var body = await ReadAsync("""{"a":1,"A":2,"b":3}""", "a", "c");

        Assert.Equal(["A: Unknown field. Known are: a, c.", "b: Unknown field. Known are: a, c."], body.Errors.Findings());
        Assert.Equal("x: Unknown field; there are none.", Assert.Single((await ReadAsync("""{"x":1}""")).Errors.Findings()));
    }

    public static TheoryData<string> Unreadable() =>
    [
        "", " ", "{", "}", "null", "true", "7", "\"text\"", "[]", "[{}]", "{}{}", "{} x", "{'f':1}", "{f:1}", "{\"f\":1,}", "{\"f\":01}", "{\"f\":NaN}",
        "{/* why */}", "{\"f\":1,\"f\":2}", "{\"f\":1,\"\\u0066\":2}", "{\"p\":{\"x\":1,\"x\":2}}", "{\"\\ud800\":1}", "{\"p\":{\"\\ud800\":1}}",
        "{\"f\":\"\u0001\"}", "{\"a\":" + new string('[', 1000), "f=1",
    ];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Of_what_is_no_object_of_json_only_that_is_said(string json)
    {
        var body = await ReadAsync(json, "f", "p");
        body.Require("f");
        body.Text("f");
        body.Part("p", "x");

        Assert.StartsWith("Must be a JSON object", body.Errors.Finding("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_field_is_named() =>
        Assert.Contains("'f'", (await ReadAsync("""{"f":1,"f":2}""", "f")).Errors.Finding("body"), StringComparison.Ordinal);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("")]
    public async Task A_body_says_that_it_is_json(string contentType)
    {
        var body = await OperatorBody.ReadAsync(Sent.Body("{}", contentType), ["f"], CancellationToken.None);

        Assert.Contains("application/json", body.Errors.Finding("body"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/merge-patch+json")]
    public async Task Json_has_several_names(string contentType) =>
        Assert.False((await OperatorBody.ReadAsync(Sent.Body("{}", contentType), ["f"], CancellationToken.None)).Errors.Any);

    [Fact]
    public async Task Bytes_that_are_no_utf_8_are_wrong()
    {
        var body = await OperatorBody.ReadAsync(Sent.Body([.. "{\"f\":\""u8, 0xC3, 0x28, .. "\"}"u8]), ["f"], CancellationToken.None);
        body.Text("f");

        Assert.Single(body.Errors.Findings());
    }

    [Fact]
    public async Task A_byte_order_mark_does_no_harm()
    {
        var body = await OperatorBody.ReadAsync(Sent.Body([.. Encoding.UTF8.Preamble, .. "{\"f\":\"a\"}"u8]), ["f"], CancellationToken.None);

        Assert.Equal("a", body.Text("f"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_absent_body_is_an_empty_object_only_where_that_is_allowed(bool mayBeAbsent)
    {
        var body = await OperatorBody.ReadAsync(Sent.Body("", ""), ["f"], CancellationToken.None, mayBeAbsent);

        Assert.Equal(!mayBeAbsent, body.Errors.Any);
        body.Require("f");
        Assert.Equal(mayBeAbsent ? "f" : "body", Assert.Single(body.Errors.ToProblem().ProblemDetails.Errors).Key);
    }

    private static Task<OperatorBody> ReadAsync(string json, params string[] known) => OperatorBody.ReadAsync(Sent.Body(json), known, CancellationToken.None);

    private static async Task<string> FindingAsync<T>(string value, Func<OperatorBody, T> read)
    {
        var body = await ReadAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"f":{{value}}}"""), "f");
        Assert.Null(read(body));
        return body.Errors.Finding("f");
    }

    private static async Task IsWrongAsync<T>(string value, Func<OperatorBody, T> read) => Assert.NotEmpty(await FindingAsync(value, read));
}
