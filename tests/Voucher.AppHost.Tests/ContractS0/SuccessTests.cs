using System.Globalization;
using System.Net;
using System.Text;

namespace Voucher.AppHost.Tests.ContractS0;

[Collection(Platform.Name)]
public class SuccessTests(Platform platform)
{
    [Fact]
    public async Task A_voucher_has_exactly_the_contract_s_fields()
    {
        var end = new DateTime(2099, 3, 31, 23, 59, 59, DateTimeKind.Utc);
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { EndAt = end });
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var answer = await platform.Pos.RequestAsync(campaign);

        answer.AssertIssued(campaign);
        Assert.Equal("application/json; charset=utf-8", answer.ContentHeaders.ContentType?.ToString());
        Assert.Equal(
            ["campaign_id", "voucher_code", "expiry_date", "issued_at"], answer.Json.EnumerateObject().Select(property => property.Name));
        Assert.Equal("2099-03-31T23:59:59Z", answer.Json.GetProperty("expiry_date").GetString());
        var issuedAt = DateTimeOffset.ParseExact(
            answer.Json.GetProperty("issued_at").GetString()!, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(issuedAt.ToUnixTimeSeconds(), before, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        Assert.Null(answer.ReplayedHeader);
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task A_campaign_without_end_has_an_empty_expiry_date()
    {
        var campaign = await platform.Seeder.AddAsync();

        Assert.Equal("", (await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign).Json.GetProperty("expiry_date").GetString());
    }

    [Fact]
    public async Task Each_call_gives_another_code_until_there_is_none()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 5 });

        var codes = new HashSet<string>();
        for (var call = 0; call < 5; call++)
            codes.Add((await platform.Pos.RequestAsync(campaign)).AssertIssued(campaign).Code);

        Assert.Equal(campaign.Codes.ToHashSet(), codes);
        (await platform.Pos.RequestAsync(campaign)).AssertUnavailable();
    }

    [Fact]
    public async Task The_contract_s_example_is_served_from_the_demo_data()
    {
        var answer = await platform.Pos.SendAsync(
            """
            {
                "distributor_id": "DIST-001",
                "terminal_id": "AT-998877",
                "trigger_category_id": "PAY",
                "trigger_product_id": "PaysafeCard"
              }
            """);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("CAMP-BETATHOME-001", answer.Json.GetProperty("campaign_id").GetString());
        Assert.Equal("2027-03-31T23:59:59Z", answer.Json.GetProperty("expiry_date").GetString());
        Assert.StartsWith("BET-", answer.Code, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_fields_are_ignored()
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Pos.GoodBody(campaign.CategoryId);
        body["loyalty_card"] = null;
        body["basket"] = new System.Text.Json.Nodes.JsonObject { ["items"] = new System.Text.Json.Nodes.JsonArray(1, "two") };
        body[""] = true;

        (await platform.Pos.SendAsync(body.ToJsonString())).AssertIssued(campaign);
    }

    [Fact]
    public async Task A_byte_order_mark_is_accepted()
    {
        var campaign = await platform.Seeder.AddAsync();
        byte[] body = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Pos.GoodBody(campaign.CategoryId).ToJsonString())];

        (await platform.Pos.SendAsync(body)).AssertIssued(campaign);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON; charset=Utf-8")]
    public async Task JSON_in_UTF_8_is_accepted_however_it_is_named(string contentType)
    {
        var campaign = await platform.Seeder.AddAsync();

        (await platform.Pos.RequestAsync(campaign, request => request.SetContentType(contentType))).AssertIssued(campaign);
    }

    [Fact]
    public async Task A_header_beyond_ASCII_does_no_harm()
    {
        var campaign = await platform.Seeder.AddAsync();

        (await platform.Pos.RequestAsync(campaign, request => request.SetHeader("User-Agent", "Kasse Süd"))).AssertIssued(campaign);
    }

    [Fact]
    public async Task A_body_of_16_KiB_is_accepted_with_length_and_chunked()
    {
        var campaign = await platform.Seeder.AddAsync();
        var body = Pos.GoodBody(campaign.CategoryId).ToJsonString().PadRight(16 * 1024);

        (await platform.Pos.SendAsync(body)).AssertIssued(campaign);
        (await platform.Pos.SendAsync(body, request => request.Headers.TransferEncodingChunked = true)).AssertIssued(campaign);
    }
}
