using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Tests.Requests;

/// <summary>Bodies of contract S1, and what both contracts have in common since there are two.</summary>
public sealed class ProductsParserTests
{
    private const string Rest = "\"request_id\":\"R\",\"distributor_id\":\"D\",\"terminal_id\":\"T\"";

    private static ParsedRequest Parse(string body, StringValues key = default) => VoucherRequestParser.Parse(Encoding.UTF8.GetBytes(body), key);

    private static ParsedRequest ParseProducts(string json) => Parse("{" + Rest + ",\"product_ids\":" + json + "}");

    [Fact]
    public void A_request_lists_products_in_the_order_of_preference_and_has_a_name()
    {
        var (request, errors) = Parse("{" + Rest + ",\"product_ids\":[\"MOB\",\"PAY\",\"MOB\"],\"trigger_product_id\":\"x\",\"more\":1}");
        Assert.Empty(errors);
        Assert.Equal(
            (RequestShape.Products, "D", "T", "R", null, null),
            (request!.Shape, request.DistributorId, request.TerminalId, request.RequestId, request.ProductId, request.ConfirmWithinSeconds));
        Assert.Equal(["MOB", "PAY", "MOB"], request.CategoryIds);
    }

    [Theory]
    [InlineData("null", "product_ids")]
    [InlineData("\"PAY\"", "product_ids")]
    [InlineData("{}", "product_ids")]
    [InlineData("1", "product_ids")]
    [InlineData("[]", "product_ids")]
    [InlineData("[null]", "product_ids[0]")]
    [InlineData("[\"PAY\",1]", "product_ids[1]")]
    [InlineData("[[\"PAY\"]]", "product_ids[0]")]
    [InlineData("[\"\"]", "product_ids[0]")]
    [InlineData("[\"PAY\",\"  \"]", "product_ids[1]")]
    [InlineData("[\"\\ud800\"]", "product_ids[0]")]
    [InlineData("[\"A\\u0007\"]", "product_ids[0]")]
    public void Products_are_one_to_32_texts(string json, string field)
    {
        var (request, errors) = ParseProducts(json);
        Assert.Null(request);
        Assert.Equal([field], errors.Keys);
    }

    [Fact]
    public void Thirty_two_products_of_256_characters_are_as_many_as_may_be()
    {
        string Products(int count, int length) => JsonSerializer.Serialize(Enumerable.Repeat(new string('p', length), count));
        Assert.Equal(32, ParseProducts(Products(32, 256)).Request!.CategoryIds.Count);
        Assert.Equal(["product_ids"], ParseProducts(Products(33, 1)).Errors.Keys);
        Assert.Equal(["product_ids[0]"], ParseProducts(Products(1, 257)).Errors.Keys);
    }

    [Theory]
    [InlineData("request_id")]
    [InlineData("distributor_id")]
    [InlineData("terminal_id")]
    [InlineData("product_ids")]
    public void Each_field_is_required(string field)
    {
        var fields = new Dictionary<string, object?> { ["request_id"] = "R", ["distributor_id"] = "D", ["terminal_id"] = "T", ["product_ids"] = new[] { "P" } };
        Assert.Empty(Parse(JsonSerializer.Serialize(fields)).Errors);
        fields[field] = null;
        Assert.Equal([field], Parse(JsonSerializer.Serialize(fields)).Errors.Keys);
        fields.Remove(field);
        // Without products nothing says that it is not a request of a category.
        Assert.Equal([field == "product_ids" ? "trigger_category_id" : field], Parse(JsonSerializer.Serialize(fields)).Errors.Keys);
    }

    [Theory]
    [InlineData(",\"product_ids\":[\"P\"],\"trigger_category_id\":\"P\"")]
    [InlineData(",\"product_ids\":[\"P\"],\"trigger_category_id\":null")]
    [InlineData(",\"product_ids\":null,\"trigger_category_id\":\"P\"")]
    public void Both_bodies_at_once_are_refused_and_both_fields_named(string members)
    {
        var (request, errors) = Parse("{" + Rest + members + "}");
        Assert.Null(request);
        Assert.Equal(["product_ids", "trigger_category_id"], errors.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_header_may_repeat_the_name_and_may_not_give_another()
    {
        const string body = "{" + Rest + ",\"product_ids\":[\"P\"]}";
        Assert.Equal("R", Parse(body, "R").Request!.RequestId);
        Assert.Equal(["Idempotency-Key"], Parse(body, "r").Errors.Keys);
        Assert.Equal(["Idempotency-Key"], Parse(body, "").Errors.Keys);
        Assert.Equal(["Idempotency-Key"], Parse(body, new StringValues(["R", "R"])).Errors.Keys);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("600", 600)]
    [InlineData("null", null)]
    public void A_voucher_waits_up_to_ten_minutes_for_its_confirmation(string json, int? seconds)
    {
        var ordered = Parse("{" + Rest + ",\"product_ids\":[\"P\"],\"confirm_within_seconds\":" + json + "}");
        Assert.Equal(seconds, ordered.Request!.ConfirmWithinSeconds);
        var triggered = Parse("{\"distributor_id\":\"D\",\"terminal_id\":\"T\",\"trigger_category_id\":\"P\",\"confirm_within_seconds\":" + json + "}", "K");
        Assert.Equal(seconds, triggered.Request!.ConfirmWithinSeconds);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("601")]
    [InlineData("1.5")]
    [InlineData("60.0")]
    [InlineData("99999999999999999999")]
    [InlineData("\"60\"")]
    [InlineData("true")]
    [InlineData("[60]")]
    public void Any_other_time_is_refused(string json)
    {
        var (request, errors) = Parse("{" + Rest + ",\"product_ids\":[\"P\"],\"confirm_within_seconds\":" + json + "}");
        Assert.Null(request);
        Assert.Equal(["confirm_within_seconds"], errors.Keys);
    }

    [Fact]
    public void A_voucher_that_is_to_be_confirmed_needs_a_name_to_be_confirmed_by()
    {
        const string body = """{"distributor_id":"D","terminal_id":"T","trigger_category_id":"P","confirm_within_seconds":60}""";
        Assert.Equal(["Idempotency-Key"], Parse(body).Errors.Keys);
        Assert.NotNull(Parse(body, "K").Request);
    }

    [Fact]
    public void Requests_that_ask_for_different_things_have_different_fingerprints()
    {
        var request = new VoucherRequest(RequestShape.Products, "D", "T", ["A", "B"], ProductId: null, "R");
        VoucherRequest[] all =
        [
            request,
            request with { TerminalId = "U" },
            request with { CategoryIds = ["B", "A"] },
            request with { CategoryIds = ["A"] },
            request with { CategoryIds = ["A\",\"B"] },
            request with { ConfirmWithinSeconds = 60 },
            request with { ConfirmWithinSeconds = 61 },
            request with { Shape = RequestShape.Category },
            request with { Shape = RequestShape.Category, ProductId = "B" },
            request with { Shape = RequestShape.Category, ProductId = "60" },
            request with { Shape = RequestShape.Category, ConfirmWithinSeconds = 60 },
        ];
        Assert.Equal(all.Length, all.Select(each => Convert.ToHexString(RequestFingerprint.Of(each))).Distinct().Count());
        Assert.Equal(RequestFingerprint.Of(request), RequestFingerprint.Of(request with { DistributorId = "E", RequestId = "S", CategoryIds = ["A", "B"] }));
    }
}
