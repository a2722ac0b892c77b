using System.Net;
using System.Net.Http.Json;
using System.Text;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Requests;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Confirmation;

/// <summary>Vouchers that wait for a confirmation, confirmed or returned. Rounds are made by the tests.</summary>
public sealed class ConfirmVoucherTests(IssuanceFixture fixture) : TwoPhaseTill(fixture)
{
    [Fact]
    public async Task A_voucher_says_until_when_it_has_to_be_confirmed_and_stays_for_good_when_it_is()
    {
        var campaign = await Service.AddCampaignAsync(2);
        var (status, body) = await RequestAsync("R", campaign, 90);
        Assert.Equal(HttpStatusCode.OK, status);
        var (issuedAt, confirmBy) = (body.GetProperty("issued_at").GetDateTimeOffset(), body.GetProperty("confirm_by").GetDateTimeOffset());
        Assert.InRange((confirmBy - issuedAt).TotalSeconds, 90, 100);

        var confirmed = await ConfirmAsync("R");
        Assert.Equal(HttpStatusCode.OK, confirmed.Status);
        Assert.Equal(["status", "request_id", "campaign_id", "issued_at", "confirmed_at"], confirmed.Body.EnumerateObject().Select(field => field.Name));
        Assert.Equal(("confirmed", "R", campaign), (confirmed.Body.GetProperty("status").GetString(), confirmed.Body.GetProperty("request_id").GetString(), confirmed.Body.GetProperty("campaign_id").GetString()));
        Assert.Equal(confirmed.Body.GetRawText(), (await ConfirmAsync("R")).Body.GetRawText());

        Assert.Equal(body.GetRawText(), (await RequestAsync("R", campaign, 90)).Body.GetRawText());
        await LetLapseAsync(campaign);
        Assert.Equal(0, await ReturnAsync());
        Assert.Equal("confirmed", await StatesAsync(campaign));
        Assert.Equal(HttpStatusCode.OK, (await RequestAsync("R", campaign, 90)).Status);
    }

    [Fact]
    public async Task A_voucher_that_needs_no_confirmation_is_confirmed_by_its_issue()
    {
        var campaign = await Service.AddCampaignAsync(2);
        var (_, body) = await RequestAsync("R", campaign, seconds: null);
        Assert.False(body.TryGetProperty("confirm_by", out _));
        var (status, confirmed) = await ConfirmAsync("R");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(body.GetProperty("issued_at").GetString(), confirmed.GetProperty("confirmed_at").GetString());
        await LetLapseAsync(campaign);
        Assert.Equal(0, await ReturnAsync());
    }

    [Fact]
    public async Task A_request_of_a_category_is_confirmed_by_its_key()
    {
        var campaign = await Service.AddCampaignAsync(1);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/voucher/request")
        {
            Content = JsonContent.Create(new { distributor_id = Distributor, terminal_id = "T", trigger_category_id = campaign, confirm_within_seconds = 60 }),
            Headers = { { "Idempotency-Key", "K" } },
        };
        var (status, body) = await ReadAsync(await Client.SendAsync(request));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["campaign_id", "voucher_code", "expiry_date", "issued_at", "confirm_by"], body.EnumerateObject().Select(field => field.Name));
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync("K")).Status);
    }

    [Fact]
    public async Task A_retry_that_finds_the_claim_of_its_first_call_has_its_whole_time_to_confirm()
    {
        var campaign = await Service.AddCampaignAsync(2);
        var fingerprint = RequestFingerprint.Of(new(RequestShape.Products, Distributor, "T", [campaign], ProductId: null, "R", ConfirmWithinSeconds: 5));
        var request = PoolKeys.RequestOf(Distributor, "R", fingerprint);
        var claim = (await Service.ClaimAsync(CampaignsDouble.Active(campaign), Distributor, "T", request)).Claim!;
        // As if the first call had died a while ago.
        var record = claim.Record.Replace($"{claim.Claimant.At.ToUnixTimeSeconds()}", $"{claim.Claimant.At.ToUnixTimeSeconds() - 20}", StringComparison.Ordinal);
        var keys = new PoolKeys(campaign);
        await Service.Redis.SortedSetRemoveAsync(keys.InFlight, claim.Record);
        await Service.Redis.SortedSetAddAsync(keys.InFlight, record, claim.Claimant.At.ToUnixTimeSeconds() - 20);
        await Service.Redis.StringSetAsync(keys.ClaimOf(request), record);
        var (status, body) = await RequestAsync("R", campaign, 5);
        Assert.Equal((HttpStatusCode.OK, claim.Code), (status, body.GetProperty("voucher_code").GetString()));
        Assert.Equal(claim.Claimant.At.AddSeconds(-20), body.GetProperty("issued_at").GetDateTimeOffset());
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync("R")).Status);
    }

    [Fact]
    public async Task Confirmations_side_by_side_all_answer_the_same()
    {
        await using var beside = await IssuanceService.StartAsync(beside: Service);
        var otherClient = beside.ClientOf(Distributor);
        var campaign = await Service.AddCampaignAsync(20);
        for (var i = 0; i < 10; i++)
        {
            await RequestAsync($"R{i}", campaign);
            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(j => ConfirmAsync($"R{i}", j % 2 == 0 ? Client : otherClient)));
            Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, answers[0].Body.GetRawText()), (answer.Status, answer.Body.GetRawText())));
        }
    }

    [Fact]
    public async Task An_unknown_request_and_another_distributors_are_404_alike()
    {
        var campaign = await Service.AddCampaignAsync(1);
        await RequestAsync("R", campaign);
        var unknown = await ConfirmAsync("NONE");
        var foreign = await ConfirmAsync("R", Service.ClientOf("DIST-OTHER"));
        Assert.Equal((HttpStatusCode.NotFound, "not found"), (unknown.Status, unknown.Body.GetProperty("message").GetString()));
        Assert.Equal((unknown.Status, unknown.Body.GetRawText()), (foreign.Status, foreign.Body.GetRawText()));
        Assert.Equal("open", await StatesAsync(campaign));
    }

    [Theory]
    [InlineData("{}", "request_id")]
    [InlineData("""{"request_id":null}""", "request_id")]
    [InlineData("""{"request_id":1}""", "request_id")]
    [InlineData("""{"request_id":" "}""", "request_id")]
    [InlineData("""{"request_id":"R","distributor_id":7}""", "distributor_id")]
    [InlineData("[]", "body")]
    [InlineData("""{"request_id":"R","request_id":"S"}""", "body")]
    [InlineData("", "body")]
    public async Task A_body_that_names_no_request_is_400(string body, string field)
    {
        var (status, answer) = await ReadAsync(
            await Client.PostAsync("/api/v1/voucher/confirm", new StringContent(body, Encoding.UTF8, "application/json")));
        Assert.Equal((HttpStatusCode.BadRequest, "invalid request"), (status, answer.GetProperty("message").GetString()));
        Assert.Equal([field], answer.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task Confirming_takes_a_distributors_own_token_with_the_scope_of_requests()
    {
        var body = JsonContent.Create(new { request_id = "R", distributor_id = "DIST-OTHER" });
        HttpClient[] clients =
        [
            Service.CreateClient(), Service.ClientWith(TestTokens.OfOperator()),
            Service.ClientWith(TestTokens.Of(new Principal(Distributor, PrincipalKinds.Distributor, [Scopes.ReadVouchers]))), Client,
        ];
        foreach (var client in clients)
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/api/v1/voucher/confirm", body)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await Client.GetAsync("/api/v1/voucher/confirm")).StatusCode);
    }

    [Fact]
    public async Task A_confirmation_waits_for_connections_that_are_killed()
    {
        var campaign = await Service.AddCampaignAsync(1);
        await RequestAsync("R", campaign);
        await Service.KillConnectionsAsync();
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync("R")).Status);
    }
}
