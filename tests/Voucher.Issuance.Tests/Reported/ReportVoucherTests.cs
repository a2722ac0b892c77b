using System.Net;
using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Reported;

public sealed class ReportVoucherTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const long At = 1512828988826;

    /// <summary>As the contract's document prints it.</summary>
    private const string Printed =
        """
        {
        "timestamp": 1512828988826,
        "voucher": {
        "voucherCode": "DISCOUNT-1234",
        "referrerId": "USER-1234",
        "expiry": 1512828988826,
        "value": 20,
        "currency": "GBP",
        "voucherType": "GENERAL",
        "referralValue": 10,
        "creationTime": 1512828988826
        }
        }
        """;

    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task The_documents_example_is_taken_and_read_back_in_its_form()
    {
        using var reporter = new Reporter(service);
        var (status, body) = await reporter.ReportAsync(Printed);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["status", "timestamp"], body.EnumerateObject().Select(field => field.Name));
        Assert.Equal(200, body.GetProperty("status").GetInt32());
        Assert.InRange(body.GetProperty("timestamp").GetInt64(), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());

        var read = await reporter.ReadAsync("DISCOUNT-1234");

        Assert.Equal(HttpStatusCode.OK, read.Status);
        Assert.Equal(
            """
            {"timestamp":1512828988826,"voucher":{"voucherCode":"DISCOUNT-1234","referrerId":"USER-1234","expiry":1512828988826,"value":20,"currency":"GBP","voucherType":"GENERAL","referralValue":10,"creationTime":1512828988826},"timestamps":{"voucherCode":1512828988826,"referrerId":1512828988826,"expiry":1512828988826,"value":1512828988826,"currency":1512828988826,"voucherType":1512828988826,"referralValue":1512828988826,"creationTime":1512828988826}}
            """,
            read.Body);
    }

    [Fact]
    public async Task An_older_event_overwrites_nothing_and_brings_what_the_newer_lacked()
    {
        using var reporter = new Reporter(service);
        await reporter.TakeAsync(At, "\"value\":20,\"currency\":\"GBP\"");
        await reporter.TakeAsync(At - 1, "\"value\":5,\"referrerId\":\"U\"");
        await reporter.TakeAsync(At + 1, "\"currency\":\"EUR\",\"value\":null");

        Assert.Equal(
            """{"timestamp":1512828988827,"voucher":{"voucherCode":"CODE","referrerId":"U","value":20,"currency":"EUR"},"timestamps":{"voucherCode":1512828988827,"referrerId":1512828988825,"value":1512828988826,"currency":1512828988827}}""",
            (await reporter.ReadAsync()).Body);
    }

    [Fact]
    public async Task Nanoseconds_and_milliseconds_of_one_moment_are_the_same_and_a_nanosecond_later_is_later()
    {
        using var reporter = new Reporter(service);
        await reporter.TakeAsync(At, "\"value\":1,\"expiry\":1512828988826123456");
        await reporter.TakeAsync((At * 1_000_000) + 1, "\"value\":2");
        await reporter.TakeAsync(At * 1_000_000, "\"value\":3");
        Assert.Equal("""{"voucherCode":"CODE","expiry":1512828988826,"value":2}""", await reporter.VoucherAsync());
    }

    [Fact]
    public async Task Of_two_events_of_one_time_the_greater_text_stays_whichever_comes_first()
    {
        using var one = new Reporter(service);
        using var other = new Reporter(service);
        string[] events = ["\"currency\":\"AAA\",\"custom\":{\"b\":1,\"a\":2}", "\"currency\":\"AAB\",\"custom\":{\"a\":1,\"b\":9}"];
        foreach (var said in events)
            await one.TakeAsync(At, said);
        foreach (var said in events.Reverse())
            await other.TakeAsync(At, said);
        Assert.Equal("""{"voucherCode":"CODE","currency":"AAB","custom":{"a":2,"b":1}}""", await one.VoucherAsync());
        Assert.Equal(await one.VoucherAsync(), await other.VoucherAsync());
    }

    [Fact]
    public async Task Custom_is_one_field_and_comes_back_with_all_that_is_in_it()
    {
        using var reporter = new Reporter(service);
        const string Custom = """{"a":{"z":[1,2.50,1e400,-0.0],"ä":"\u0000\ud83d\ude00\"<&"},"b":null,"c":true}""";
        await reporter.TakeAsync(At, "\"custom\":{\"old\":1}");
        await reporter.TakeAsync(At + 1, $"\"custom\":{Custom}");
        var custom = JsonElement.Parse(await reporter.VoucherAsync()).GetProperty("custom");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Custom), custom), custom.GetRawText());
        Assert.Equal("[1,2.50,1e400,-0.0]", custom.GetProperty("a").GetProperty("z").GetRawText());
    }

    [Fact]
    public async Task Merchants_have_vouchers_of_one_code_each_for_itself()
    {
        using var one = new Reporter(service);
        using var other = new Reporter(service);
        await one.TakeAsync(At, "\"value\":1");
        Assert.Equal(HttpStatusCode.NotFound, (await other.ReadAsync()).Status);
        await other.TakeAsync(At - 1, "\"value\":2");
        Assert.Equal(("""{"voucherCode":"CODE","value":1}""", """{"voucherCode":"CODE","value":2}"""), (await one.VoucherAsync(), await other.VoucherAsync()));
    }

    [Theory]
    [InlineData(PrincipalKinds.Distributor, Scopes.ManageVouchers)]
    [InlineData(PrincipalKinds.Merchant, Scopes.RedeemForAccount)]
    [InlineData(PrincipalKinds.Operator, Scopes.Admin)]
    public async Task Others_than_merchants_with_the_scope_are_forbidden_to(string kind, string scope)
    {
        using var client = service.ClientWith(TestTokens.Of(new Principal("SOMEBODY", kind, [scope])));
        using var content = Reporter.Json(Printed);
        using var reported = await client.PostAsync("/v2/voucher", content);
        using var read = await client.GetAsync("/v2/voucher/DISCOUNT-1234");
        await AssertErrorAsync(reported, 403, "forbidden");
        await AssertErrorAsync(read, 403, "forbidden");
    }

    [Fact]
    public async Task Every_error_has_the_contracts_form()
    {
        using var reporter = new Reporter(service);
        using var nobody = service.CreateClient();
        await AssertErrorAsync(await nobody.PostAsync("/v2/voucher", Reporter.Json(Printed)), 401, "unauthorized");
        await AssertErrorAsync(await reporter.Client.PutAsync("/v2/voucher", Reporter.Json(Printed)), 405, "method not allowed");
        await AssertErrorAsync(await reporter.Client.GetAsync("/v2/voucher/none"), 404, "not found");
        await AssertErrorAsync(await reporter.Client.GetAsync("/v2/voucher/a/b"), 404, "not found");
        await AssertErrorAsync(await reporter.Client.GetAsync("/v2/voucher/none?all=1"), 400, "all is an unknown parameter; there are none");
        await AssertErrorAsync(await reporter.Client.PostAsync("/v2/voucher", new StringContent(Printed)), 415, "unsupported media type");
        await AssertErrorAsync(await reporter.Client.PostAsync("/v2/voucher", Reporter.Json(new string(' ', 16 * 1024) + "{}")), 413, "request body too large");
        await AssertErrorAsync(await reporter.Client.PostAsync("/v2/voucher", Reporter.Json("{}")), 400, "timestamp is required; voucher is required");
    }

    private static async Task AssertErrorAsync(HttpResponseMessage answer, int status, string message)
    {
        using (answer)
        {
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
            var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
            Assert.Equal(["status", "timestamp", "message"], body.EnumerateObject().Select(field => field.Name));
            Assert.Equal((status, message), (body.GetProperty("status").GetInt32(), body.GetProperty("message").GetString()));
            Assert.InRange(body.GetProperty("timestamp").GetInt64(), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        }
    }
}
