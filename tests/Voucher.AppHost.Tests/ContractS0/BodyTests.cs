using System.Text;

namespace Voucher.AppHost.Tests.ContractS0;

[Collection(Platform.Name)]
public class BodyTests(Platform platform)
{
    private const string Good = """{"distributor_id":"DIST-001","terminal_id":"AT-998877","trigger_category_id":"PAY"}""";

    public static TheoryData<string, string> Malformed => new()
    {
        { "no body", "" },
        { "white space", " \r\n\t " },
        { "a word", "voucher" },
        { "an array", "[]" },
        { "an array with a good request", $"[{Good}]" },
        { "a number", "1" },
        { "null", "null" },
        { "true", "true" },
        { "a string", "\"voucher\"" },
        { "a form", "distributor_id=DIST-001&terminal_id=AT-998877&trigger_category_id=PAY" },
        { "XML", "<request/>" },
        { "a comment at the end of a line", $"{Good[..^1]} // comment\n}}" },
        { "a comment in a line", $"{Good[..^1]} /* comment */}}" },
        { "a comma too many", $"{Good[..^1]},}}" },
        { "a brace too few", Good[..^1] },
        { "a brace too many", $"{Good}}}" },
        { "two requests", Good + Good },
        { "single quotes", Good.Replace('"', '\'') },
        { "names without quotes", """{distributor_id:"DIST-001",terminal_id:"AT-998877",trigger_category_id:"PAY"}""" },
        { "a raw line feed in a string", Good.Replace("998877", "99\n8877", StringComparison.Ordinal) },
        { "an unknown escape", Good.Replace("998877", "\\x", StringComparison.Ordinal) },
        { "NaN", $"{Good[..^1]},\"price\":NaN}}" },
        { "a number that begins with zero", $"{Good[..^1]},\"price\":007}}" },
        { "an unknown field that is deep", $"{Good[..^1]},\"deep\":{new string('[', 5000)}{new string(']', 5000)}}}" },
        { "deep and never closed", new string('[', 10_000) },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_body_that_is_no_JSON_object_is_400(string what, string body)
    {
        Assert.NotEmpty(what);
        (await platform.Pos.SendAsync(body)).AssertInvalid();
    }

    public static TheoryData<string, byte[]> InvalidText => new()
    {
        { "a lone continuation byte", [.. "{\"distributor_id\":\"DIST-001\",\"terminal_id\":\""u8, 0x80, .. "\",\"trigger_category_id\":\"PAY\"}"u8] },
        { "an overlong slash", [.. "{\"distributor_id\":\"DIST-001\",\"terminal_id\":\""u8, 0xC0, 0xAF, .. "\",\"trigger_category_id\":\"PAY\"}"u8] },
        { "Latin-1", Encoding.Latin1.GetBytes(Good.Replace("998877", "Grüße", StringComparison.Ordinal)) },
        { "UTF-16", Encoding.Unicode.GetBytes(Good) },
        { "UTF-16 with its mark", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Good)] },
        { "a byte order mark twice", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Good)] },
        { "only a byte order mark", [.. Encoding.UTF8.Preamble] },
    };

    [Theory]
    [MemberData(nameof(InvalidText))]
    public async Task A_body_that_is_no_UTF_8_is_400(string what, byte[] body)
    {
        Assert.NotEmpty(what);
        (await platform.Pos.SendAsync(body)).AssertInvalid();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("json")]
    [InlineData("text/plain")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/octet-stream")]
    [InlineData("application/jsonp")]
    [InlineData("application/json, text/plain")]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=utf-16")]
    public async Task A_content_type_other_than_JSON_in_UTF_8_is_400(string? contentType) =>
        (await platform.Pos.SendAsync(Good, request => request.SetContentType(contentType))).AssertInvalid();

    [Theory]
    [InlineData((16 * 1024) + 1, false)]
    [InlineData((16 * 1024) + 1, true)]
    [InlineData(64 * 1024, false)]
    [InlineData(64 * 1024, true)]
    [InlineData(900 * 1024, false)]
    [InlineData(900 * 1024, true)]
    public async Task A_body_over_16_KiB_is_400_not_413(int length, bool chunked) =>
        (await platform.Pos.SendAsync(Good.PadRight(length), request => request.Headers.TransferEncodingChunked = chunked)).AssertInvalid();

    /// <summary>Who waits for leave to send has the answer; who does not may find the connection closed while sending.</summary>
    [Fact]
    public async Task A_body_far_over_the_limit_is_400_before_it_is_sent() =>
        (await platform.Pos.SendAsync(Good.PadRight(5 * 1024 * 1024), request => request.Headers.ExpectContinue = true)).AssertInvalid();

    [Fact]
    public async Task Bad_input_costs_no_code()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 1 });
        var good = Pos.GoodBody(campaign.CategoryId).ToJsonString();

        (await platform.Pos.SendAsync($"{good[..^1]},}}")).AssertInvalid();
        (await platform.Pos.SendAsync(good, request => request.SetContentType("text/plain"))).AssertInvalid();
        (await platform.Pos.SendAsync(good.PadRight(20_000))).AssertInvalid();
        (await platform.Pos.SendAsync(good, request => request.SetHeader(Pos.IdempotencyKey, new string('k', 256)))).AssertInvalid();

        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
        (await platform.Pos.SendAsync(good)).AssertIssued(campaign);
    }
}
