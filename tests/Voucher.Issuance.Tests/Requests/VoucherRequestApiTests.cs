using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Voucher.Issuance.Requests;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Requests;

public sealed class VoucherRequestApiTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private const string Distributor = "DIST-001";
    private const string Path = "/api/v1/voucher/request";

    private readonly IssuanceService service = fixture.Service;

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static string BodyFor(string category, string distributor = Distributor) =>
        $$"""{"distributor_id":"{{distributor}}","terminal_id":"TERM-1","trigger_category_id":"{{category}}"}""";

    private static async Task AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string message)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(message, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_request_gets_a_voucher_of_the_contracts_form()
    {
        var campaign = await service.AddCampaignAsync(1, endAt: new DateTimeOffset(2099, 3, 31, 23, 59, 59, TimeSpan.Zero));
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);
        var response = await IssuanceService.RequestAsync(service.ClientOf(Distributor), Distributor, campaign);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.False(response.Headers.Contains("Idempotent-Replayed"));
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(["campaign_id", "voucher_code", "expiry_date", "issued_at"], body.EnumerateObject().Select(property => property.Name));
        Assert.Equal((campaign, "CODE-000001", "2099-03-31T23:59:59Z"), (body.GetProperty("campaign_id").GetString(), body.GetProperty("voucher_code").GetString(), body.GetProperty("expiry_date").GetString()));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", body.GetProperty("issued_at").GetString());
        Assert.InRange(body.GetProperty("issued_at").GetDateTimeOffset(), before, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_campaign_without_end_has_an_empty_expiry_date_and_one_in_another_zone_is_told_in_UTC()
    {
        var endless = await service.AddCampaignAsync(1);
        var zoned = await service.AddCampaignAsync(1, endAt: new DateTimeOffset(2099, 4, 1, 1, 59, 59, TimeSpan.FromHours(2)));
        var client = service.ClientOf(Distributor);
        foreach (var (campaign, expiry) in ((string, string)[])[(endless, ""), (zoned, "2099-03-31T23:59:59Z")])
        {
            var response = await IssuanceService.RequestAsync(client, Distributor, campaign);
            Assert.Equal(expiry, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("expiry_date").GetString());
        }
    }

    [Fact]
    public async Task Other_methods_are_405_and_name_the_right_one()
    {
        var client = service.ClientOf(Distributor);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete])
        {
            var response = await client.SendAsync(new HttpRequestMessage(method, Path));
            await AssertErrorAsync(response, HttpStatusCode.MethodNotAllowed, "method not allowed");
            Assert.Equal(["POST"], response.Content.Headers.Allow);
        }
    }

    [Fact]
    public async Task Callers_who_may_not_request_are_401_even_before_their_body_is_looked_at()
    {
        string?[] tokens =
        [
            null, "nonsense",
            TestTokens.Of(new Principal(Distributor, PrincipalKinds.Distributor, [Scopes.RequestVoucher]), TimeSpan.FromMinutes(-1)),
            TestTokens.Of(new Principal(Distributor, PrincipalKinds.Distributor, [Scopes.ReadVouchers])),
            TestTokens.Of(new Principal(Distributor, PrincipalKinds.Distributor, [])),
            TestTokens.Of(new Principal(Distributor, PrincipalKinds.Merchant, [Scopes.RequestVoucher])),
            TestTokens.OfOperator(Distributor), TestTokens.OfService(Scopes.RequestVoucher),
        ];
        var campaign = await service.AddCampaignAsync(1);
        foreach (var token in tokens)
        {
            foreach (var body in (string[])["nonsense", BodyFor(campaign)])
            {
                var client = token is null ? service.CreateClient() : service.ClientWith(token);
                var response = await client.PostAsync(Path, Json(body));
                await AssertErrorAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
                Assert.Equal("Bearer", response.Headers.WwwAuthenticate.First().Scheme);
            }
        }
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM issued_vouchers WHERE campaign_id = @campaign", new { campaign }));
    }

    [Fact]
    public async Task A_bad_body_is_400_before_another_distributor_is_401_and_that_comes_before_409()
    {
        var client = service.ClientOf(Distributor);
        var bad = await client.PostAsync(Path, Json("""{"distributor_id":"OTHER","terminal_id":"T"}"""));
        await AssertErrorAsync(bad, HttpStatusCode.BadRequest, "invalid request");
        Assert.Contains("\"trigger_category_id\"", await bad.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var other = await client.PostAsync(Path, Json(BodyFor("UNKNOWN", "OTHER")));
        await AssertErrorAsync(other, HttpStatusCode.Unauthorized, "unauthorized");
        Assert.Equal("Bearer", Assert.Single(other.Headers.WwwAuthenticate).ToString());
        await AssertErrorAsync(await client.PostAsync(Path, Json(BodyFor("UNKNOWN"))), HttpStatusCode.Conflict, "voucher unavailable");
        await AssertErrorAsync(await client.PostAsync(Path, Json(BodyFor("UNKNOWN", "dist-001"))), HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_content_type_that_is_not_JSON_is_400(string? contentType)
    {
        var campaign = await service.AddCampaignAsync(1);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(BodyFor(campaign)));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        await AssertErrorAsync(await service.ClientOf(Distributor).PostAsync(Path, content), HttpStatusCode.BadRequest, "invalid request");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    public async Task JSON_may_be_called_so_in_any_way(string contentType)
    {
        var campaign = await service.AddCampaignAsync(1);
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(BodyFor(campaign)));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        Assert.Equal(HttpStatusCode.OK, (await service.ClientOf(Distributor).PostAsync(Path, content)).StatusCode);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(40_000_000, false)]
    public async Task A_body_over_16_KiB_is_400_and_one_of_just_that_is_served(int over, bool isChunked)
    {
        var campaign = await service.AddCampaignAsync(1);
        var body = BodyFor(campaign).PadRight(JsonBody.MaxLength + over);
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Json(body) };
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = over > 1;
        var client = service.ClientOf(Distributor);
        var response = await client.SendAsync(request);
        if (over == 0)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        else
            await AssertErrorAsync(response, HttpStatusCode.BadRequest, "invalid request");
        Assert.Equal(over == 0 ? HttpStatusCode.Conflict : HttpStatusCode.OK, (await client.PostAsync(Path, Json(BodyFor(campaign)))).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("// comment\n{}")]
    [InlineData("{\"distributor_id\":\"DIST-001\",\"terminal_id\":\"T\",\"trigger_category_id\":\"C\",\"\\ud800\":1}")]
    public async Task Malformed_JSON_is_400(string body) =>
        await AssertErrorAsync(await service.ClientOf(Distributor).PostAsync(Path, Json(body)), HttpStatusCode.BadRequest, "invalid request");

    [Fact]
    public async Task Every_reason_against_a_voucher_is_the_same_409_and_is_recorded()
    {
        var now = DateTimeOffset.UtcNow;
        var depleted = await service.AddCampaignAsync(0);
        service.Campaigns.Set("PAUSED", CampaignsDouble.Paused("CAMP-P"));
        service.Campaigns.Set("EARLY", CampaignsDouble.Active("CAMP-S", startAt: now.AddHours(1)));
        service.Campaigns.Set("LATE", CampaignsDouble.Active("CAMP-E", startAt: now.AddHours(-2), endAt: now.AddHours(-1)));
        var client = service.ClientOf(Distributor);
        var bodies = new HashSet<string>();
        foreach (var category in (string[])["UNKNOWN", "PAUSED", "EARLY", "LATE", depleted])
        {
            var response = await IssuanceService.RequestAsync(client, Distributor, category, key: category);
            await AssertErrorAsync(response, HttpStatusCode.Conflict, "voucher unavailable");
            bodies.Add(await response.Content.ReadAsStringAsync());
        }
        Assert.Equal(["""{"message":"voucher unavailable"}"""], bodies);
        const string recorded = "SELECT string_agg(concat_ws(' ', category_id, request_id, campaign_id, reason), ';' ORDER BY id) FROM declined_requests WHERE request_id IS NOT NULL";
        Assert.Equal(
            $"UNKNOWN UNKNOWN unknown_category;PAUSED PAUSED CAMP-P paused;EARLY EARLY CAMP-S not_started;LATE LATE CAMP-E ended;{depleted} {depleted} {depleted} depleted",
            await Eventually.HoldsAsync(() => service.ReadAsync<string>(recorded), text => text?.Split(';').Length == 5));
    }

    [Fact]
    public async Task A_campaign_without_codes_falls_through_to_the_next()
    {
        var first = await service.AddCampaignAsync(1);
        var second = await service.AddCampaignAsync(1);
        service.Campaigns.Set("CAT", CampaignsDouble.Paused("CAMP-P"), CampaignsDouble.Active(first), CampaignsDouble.Active(second));
        var client = service.ClientOf(Distributor);
        foreach (var campaign in (string[])[first, second])
            Assert.Contains(campaign, await (await IssuanceService.RequestAsync(client, Distributor, "CAT")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await IssuanceService.RequestAsync(client, Distributor, "CAT")).StatusCode);
    }

    [Fact]
    public async Task Declined_requests_are_recorded_also_when_the_connection_was_killed()
    {
        await using var disturbed = await IssuanceService.StartAsync();
        var client = disturbed.ClientOf(Distributor);
        for (var i = 1; i <= 3; i++)
        {
            await IssuanceService.RequestAsync(client, Distributor, "KILLED");
            await Eventually.HoldsAsync(() => disturbed.ReadAsync<int>("SELECT count(*) FROM declined_requests WHERE category_id = 'KILLED'"), count => count == i);
            await disturbed.KillConnectionsAsync();
        }
    }
}
