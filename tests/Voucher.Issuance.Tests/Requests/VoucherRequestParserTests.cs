using System.Text;
using Microsoft.Extensions.Primitives;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Tests.Requests;

public sealed class VoucherRequestParserTests
{
    private static readonly string[] RequiredFields = ["distributor_id", "terminal_id", "trigger_category_id"];

    private const string Rest = "\"distributor_id\":\"D\",\"terminal_id\":\"T\"";

    private static ParsedRequest Parse(string body, StringValues key = default) => VoucherRequestParser.Parse(Encoding.UTF8.GetBytes(body), key);

    private static ParsedRequest ParseTerminal(string json) =>
        Parse("{\"distributor_id\":\"D\",\"terminal_id\":" + json + ",\"trigger_category_id\":\"PAY\"}");

    private static string Quoted(string text, int times) => $"\"{string.Concat(Enumerable.Repeat(text, times))}\"";

    [Fact]
    public void A_request_says_who_asks_where_and_for_which_category()
    {
        var (request, errors) = Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\",\"trigger_product_id\":\"PaySafeCard\"}", "key 1~");
        Assert.Equal(
            (RequestShape.Category, "D", "T", "PAY", "PaySafeCard", "key 1~"),
            (request!.Shape, request.DistributorId, request.TerminalId, request.CategoryIds.Single(), request.ProductId, request.RequestId));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("nonsense")]
    [InlineData("{'distributor_id':'D'}")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\",}")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\"} // a comment")]
    [InlineData("{\"distributor_id\":\"D\",/* a comment */\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\"}")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\"}{}")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\"} x")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"A\tB\"}")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\",\"more\":NaN}")]
    [InlineData("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\",\"more\":01}")]
    [InlineData("[]")]
    [InlineData("[{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"PAY\"}]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("true")]
    public void A_body_that_is_no_JSON_object_is_refused(string body)
    {
        var (request, errors) = Parse(body, "key");
        Assert.Null(request);
        Assert.Equal(["body"], errors.Keys);
    }

    [Theory]
    [InlineData("\"trigger_category_id\":\"PAY\",\"trigger_category_id\":\"GAM\"")]
    [InlineData("\"trigger_category_id\":\"PAY\",\"trigger_category_id\":\"PAY\"")]
    [InlineData("\"trigger_category_id\":\"PAY\",\"trigger\\u005fcategory_id\":\"GAM\"")]
    [InlineData("\"trigger_category_id\":\"PAY\",\"terminal_id\":\"U\"")]
    [InlineData("\"trigger_category_id\":\"PAY\",\"more\":{\"a\":1,\"a\":2}")]
    public void A_name_that_is_given_twice_is_refused(string members)
    {
        Assert.NotNull(Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\"}").Request);
        var (request, errors) = Parse("{" + Rest + "," + members + "}");
        Assert.Null(request);
        Assert.Equal(["body"], errors.Keys);
    }

    [Theory]
    [InlineData(@"\ud800")]
    [InlineData(@"\udc00")]
    [InlineData(@"\udc00\ud800")]
    public void Half_a_character_in_a_name_is_refused_like_other_malformed_JSON(string name)
    {
        var (request, errors) = Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\",\"" + name + "\":1}");
        Assert.Null(request);
        Assert.Equal(["body"], errors.Keys);
    }

    [Fact]
    public void A_text_that_is_not_UTF_8_is_refused()
    {
        var body = Encoding.UTF8.GetBytes("{" + Rest + ",\"trigger_category_id\":\"PA?\"}");
        body[^3] = 0xFF;
        var (request, errors) = VoucherRequestParser.Parse(body, default);
        Assert.Null(request);
        Assert.Equal(["trigger_category_id"], errors.Keys);
    }

    [Fact]
    public void A_byte_order_mark_is_passed_over_once()
    {
        byte[] mark = [0xEF, 0xBB, 0xBF];
        var body = Encoding.UTF8.GetBytes("{" + Rest + ",\"trigger_category_id\":\"PAY\"}");
        Assert.NotNull(VoucherRequestParser.Parse((byte[])[.. mark, .. body], default).Request);
        Assert.Null(VoucherRequestParser.Parse((byte[])[.. mark, .. mark, .. body], default).Request);
        Assert.Null(VoucherRequestParser.Parse(mark, default).Request);
    }

    [Theory]
    [InlineData("distributor_id")]
    [InlineData("terminal_id")]
    [InlineData("trigger_category_id")]
    public void Each_required_field_has_to_be_there_and_to_be_a_text(string field)
    {
        string[] others = [.. RequiredFields.Where(name => name != field).Select(name => $"\"{name}\":\"X\"")];
        string[] wrong =
        [
            "", $"\"{field}\":null", $"\"{field}\":1", $"\"{field}\":true", $"\"{field}\":[]", $"\"{field}\":[\"X\"]", $"\"{field}\":{{}}",
            $"\"{field}\":\"\"", $"\"{field}\":\"  \"", $"\"{field}\":\"\\u00a0\\u3000\"", $"\"{field.ToUpperInvariant()}\":\"X\"",
        ];
        foreach (var member in wrong)
        {
            var (request, errors) = Parse("{" + string.Join(',', [.. others, .. member.Length > 0 ? [member] : Array.Empty<string>()]) + "}");
            Assert.Null(request);
            Assert.Equal([field], errors.Keys);
        }
    }

    [Fact]
    public void All_wrong_fields_are_named_at_once()
    {
        var (request, errors) = Parse("{\"distributor_id\":1,\"trigger_category_id\":\" \"}", "");
        Assert.Null(request);
        Assert.Equal(["Idempotency-Key", "distributor_id", "terminal_id", "trigger_category_id"], errors.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("é")]
    [InlineData("😀")]
    [InlineData(@"\ud83d\ude00")]
    public void A_text_has_at_most_256_characters_however_they_are_written(string character)
    {
        Assert.NotNull(ParseTerminal(Quoted(character, 256)).Request);
        var (request, errors) = ParseTerminal(Quoted(character, 257));
        Assert.Null(request);
        Assert.Equal(["terminal_id"], errors.Keys);
    }

    [Theory]
    [InlineData(@"\u0000")]
    [InlineData(@"\t")]
    [InlineData(@"\n")]
    [InlineData(@"\u001f")]
    [InlineData("\u007f")]
    [InlineData("\u0085")]
    [InlineData(@"\u009f")]
    [InlineData(@"\ud800")]
    [InlineData(@"\ude00\ud83d")]
    public void Control_characters_and_halves_of_characters_are_refused(string character)
    {
        var (request, errors) = ParseTerminal($"\"T{character}1\"");
        Assert.Null(request);
        Assert.Equal(["terminal_id"], errors.Keys);
    }

    [Fact]
    public void Too_deep_nesting_is_refused_and_does_no_harm()
    {
        var (request, errors) = Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\",\"more\":" + new string('[', 8000) + new string(']', 8000) + "}");
        Assert.Null(request);
        Assert.Equal(["body"], errors.Keys);
    }

    [Theory]
    [InlineData("\"product_ids\":[\"P\"]")]
    [InlineData("\"product_ids\":[\"P\"],\"trigger_category_id\":\"PAY\"")]
    [InlineData("\"product_ids\":null,\"trigger_category_id\":\"PAY\"")]
    [InlineData("\"more\":1")]
    public void A_request_of_both_shapes_or_of_neither_is_refused(string members) => Assert.Null(Parse("{" + Rest + "," + members + "}").Request);

    [Theory]
    [InlineData("null", null)]
    [InlineData("1", null)]
    [InlineData("{\"a\":[1]}", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"  \"", null)]
    [InlineData("\"\\ud800\"", null)]
    [InlineData("\"Pay\\u0000Safe\\tCard\"", "PaySafeCard")]
    [InlineData("\" PaySafeCard \"", "PaySafeCard")]
    [InlineData("\"Guthaben 15 € 😀\"", "Guthaben 15 € 😀")]
    public void A_product_is_never_a_reason_to_refuse(string json, string? kept)
    {
        var (request, errors) = Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\",\"trigger_product_id\":" + json + "}");
        Assert.Empty(errors);
        Assert.Equal(kept, request!.ProductId);
    }

    [Fact]
    public void A_long_product_is_kept_as_far_as_it_fits()
    {
        var (request, _) = Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\",\"trigger_product_id\":" + Quoted("😀", 300) + "}");
        Assert.Equal(string.Concat(Enumerable.Repeat("😀", 256)), request!.ProductId);
    }

    [Fact]
    public void Unknown_fields_are_ignored() =>
        Assert.NotNull(Parse("{" + Rest + ",\"trigger_category_id\":\"PAY\",\"request_id\":7,\"more\":{\"a\":[1,null,{}]}}").Request);

    [Fact]
    public void A_key_has_1_to_255_printable_characters_and_is_given_once()
    {
        const string body = "{" + Rest + ",\"trigger_category_id\":\"PAY\"}";
        Assert.Null(Parse(body).Request!.RequestId);
        foreach (var key in (string[])["k", new string('k', 255), "with space", "!~", "0"])
            Assert.Equal(key, Parse(body, key).Request!.RequestId);
        foreach (var keys in (StringValues[])["", new string('k', 256), "a\tb", "é", "\u007f", new(["a", "b"]), new(["a", "a"])])
        {
            var (request, errors) = Parse(body, keys);
            Assert.Null(request);
            Assert.Equal(["Idempotency-Key"], errors.Keys);
        }
    }
}
