using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Requests;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Requests;

/// <summary>Contract S1 at the endpoint.</summary>
public sealed class OrderedProductsTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = $"DIST-{Guid.NewGuid():N}";

    private HttpClient Client => field ??= service.ClientOf(distributor);

    private async Task<(HttpStatusCode Status, string Body, bool IsReplay)> RequestAsync(
        string requestId, string[] products, string terminal = "T", HttpClient? client = null)
    {
        using var response = await (client ?? Client).PostAsJsonAsync(
            "/api/v1/voucher/request", new { request_id = requestId, distributor_id = distributor, terminal_id = terminal, product_ids = products });
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotent-Replayed"));
    }

    [Fact]
    public async Task The_answer_has_the_contracts_form()
    {
        var campaign = await service.AddCampaignAsync(0, endAt: new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero));
        await service.Get<AddCodes>().AddAsync(campaign, [new NewCode("CODE-1", "S-77"), new NewCode("CODE-2")], default);
        var (status, body, isReplay) = await RequestAsync("R1", ["UNKNOWN", campaign]);
        Assert.Equal((HttpStatusCode.OK, false), (status, isReplay));
        var answer = JsonDocument.Parse(body).RootElement;
        string[] fields = ["status", "campaign_id", "category_id", "product_id", "voucher_code", "serial_number", "expiry_date", "request_id", "issued_at"];
        Assert.Equal(fields, answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal(
            ["success", campaign, campaign, campaign, "CODE-1", "S-77", "2099-12-31T00:00:00Z", "R1"],
            fields[..^1].Select(field => answer.GetProperty(field).GetString()!));
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", answer.GetProperty("issued_at").GetString());

        var second = JsonDocument.Parse((await RequestAsync("R2", [campaign])).Body).RootElement;
        Assert.Equal(("CODE-2", "SER-000002"), (second.GetProperty("voucher_code").GetString(), second.GetProperty("serial_number").GetString()));
    }

    [Fact]
    public async Task The_first_product_with_a_code_to_give_wins()
    {
        var (empty, paused, first, second) = (
            await service.AddCampaignAsync(0), await service.AddCampaignAsync(1), await service.AddCampaignAsync(1), await service.AddCampaignAsync(5));
        service.Campaigns.Set(paused, CampaignsDouble.Paused(paused));
        string[] products = [empty, paused, first, second];
        string Matched(string body) => JsonDocument.Parse(body).RootElement.GetProperty("product_id").GetString()!;
        Assert.Equal(first, Matched((await RequestAsync("R1", products)).Body));
        Assert.Equal(second, Matched((await RequestAsync("R2", products)).Body));
        service.Campaigns.Set(paused, CampaignsDouble.Active(paused));
        service.Get<CampaignMatches>().Learn(service.Campaigns.Version);
        Assert.Equal(paused, Matched((await RequestAsync("R3", products)).Body));
    }

    [Fact]
    public async Task A_replay_answers_the_very_same_body_also_when_an_earlier_product_has_codes_by_then()
    {
        var (late, other) = (await service.AddCampaignAsync(0), await service.AddCampaignAsync(2));
        var first = await RequestAsync("R", [late, other]);
        await service.AddCodesAsync(late, 1, 3);
        await service.Keeper.RunOnceAsync(default);
        for (var i = 0; i < 2; i++)
            Assert.Equal((HttpStatusCode.OK, first.Body, true), await RequestAsync("R", [late, other]));
        Assert.Equal(3, (await PoolInspection.AssertNothingIsLostAsync(service, late, 3)).Pooled.Count);
        Assert.Single((await PoolInspection.AssertNothingIsLostAsync(service, other, 2)).Issued);
    }

    [Fact]
    public async Task Parallel_replays_over_several_campaigns_get_one_voucher()
    {
        await using var beside = await IssuanceService.StartAsync(beside: service);
        var otherClient = beside.ClientOf(distributor);
        string[] products = [await service.AddCampaignAsync(1), await service.AddCampaignAsync(1), await service.AddCampaignAsync(60)];
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RequestAsync($"R{round}", products, client: i % 2 == 0 ? Client : otherClient)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
            Assert.Single(answers.Select(answer => answer.Body).Distinct());
            Assert.Single(answers, answer => !answer.IsReplay);
        }
        var issued = await service.ReadAsync<long>("SELECT count(*) FROM issued_vouchers WHERE distributor_id = @distributor", new { distributor });
        Assert.Equal(5, issued);
    }

    [Fact]
    public async Task The_same_name_with_other_parameters_is_refused_whatever_the_shape()
    {
        var campaign = await service.AddCampaignAsync(9);
        Assert.Equal(HttpStatusCode.OK, (await RequestAsync("R", [campaign])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await RequestAsync("R", [campaign], terminal: "U")).Status);
        var (status, body, _) = await RequestAsync("R", [campaign, campaign]);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.True(JsonDocument.Parse(body).RootElement.GetProperty("errors").TryGetProperty("request_id", out _));
        using var triggered = await IssuanceService.RequestAsync(Client, distributor, campaign, "R", "T");
        Assert.Equal(HttpStatusCode.BadRequest, triggered.StatusCode);
        Assert.Single((await PoolInspection.AssertNothingIsLostAsync(service, campaign, 9)).Issued);
    }

    [Fact]
    public async Task Requests_of_one_name_that_ask_for_different_things_at_once_get_one_voucher_between_them()
    {
        var campaign = await service.AddCampaignAsync(200);
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => RequestAsync($"R{round}", [campaign], terminal: i % 2 == 0 ? "T" : "U")));
            var terminal = await service.ReadAsync<string>(
                "SELECT terminal_id FROM issued_vouchers WHERE distributor_id = @distributor AND request_id = @name", new { distributor, name = $"R{round}" });
            for (var i = 0; i < answers.Length; i++)
                Assert.Equal((i % 2 == 0 ? "T" : "U") == terminal ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answers[i].Status);
        }
        Assert.Equal(10, (await PoolInspection.AssertNothingIsLostAsync(service, campaign, 200)).Issued.Count);
    }

    [Fact]
    public async Task A_declined_name_is_not_remembered_and_what_it_wanted_is_recorded()
    {
        var (one, two) = (await service.AddCampaignAsync(0), await service.AddCampaignAsync(0));
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync("R", [one, two])).Status);
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
            "SELECT EXISTS (SELECT FROM declined_requests WHERE request_id = 'R' AND distributor_id = @distributor AND category_id = @one AND product_ids = ARRAY[@one, @two])",
            new { distributor, one, two }));
        await service.AddCodesAsync(two, 1, 1);
        await service.Keeper.RunOnceAsync(default);
        Assert.Equal((HttpStatusCode.OK, false), ((await RequestAsync("R", [one, two])) is var (status, _, isReplay) ? (status, isReplay) : default));
    }

    [Fact]
    public async Task A_replay_that_finds_its_first_calls_claim_in_flight_finishes_it()
    {
        var campaign = await service.AddCampaignAsync(3);
        var fingerprint = RequestFingerprint.Of(
            new(RequestShape.Products, distributor, "T", [campaign], ProductId: null, "R"));
        var claim = (await service.ClaimAsync(CampaignsDouble.Active(campaign), distributor, "T", PoolKeys.RequestOf(distributor, "R", fingerprint))).Claim!;
        var (status, body, _) = await RequestAsync("R", [campaign]);
        Assert.Equal((HttpStatusCode.OK, claim.Code), (status, JsonDocument.Parse(body).RootElement.GetProperty("voucher_code").GetString()));
        Assert.Equal(2, (await PoolInspection.AssertNothingIsLostAsync(service, campaign, 3)).Pooled.Count);
    }
}
