using System.Net;
using System.Text.Json;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Tests.Requests;

public sealed class ReplayTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;
    private readonly string distributor = $"DIST-{Guid.NewGuid():N}";

    private HttpClient Client => field ??= service.ClientOf(distributor);

    private async Task<(HttpStatusCode Status, string Body, bool IsReplay)> RequestAsync(string category, string? key = null, string terminal = "T")
    {
        using var response = await IssuanceService.RequestAsync(Client, distributor, category, key, terminal);
        var isReplay = response.Headers.TryGetValues("Idempotent-Replayed", out var values) && values.Single() == "true";
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), isReplay);
    }

    private byte[] FingerprintOf(string category, string terminal = "T") =>
        RequestFingerprint.Of(new VoucherRequest(RequestShape.Category, distributor, terminal, [category], ProductId: null, "K"));

    [Fact]
    public async Task A_replay_answers_the_very_same_body_and_says_so()
    {
        var campaign = await service.AddCampaignAsync(3, endAt: DateTimeOffset.UtcNow.AddDays(1));
        var first = await RequestAsync(campaign, "K");
        Assert.Equal((HttpStatusCode.OK, false), (first.Status, first.IsReplay));
        for (var i = 0; i < 3; i++)
            Assert.Equal((HttpStatusCode.OK, first.Body, true), await RequestAsync(campaign, "K"));
        Assert.NotEqual(first.Body, (await RequestAsync(campaign, "L")).Body);
        var state = await PoolInspection.AssertNothingIsLostAsync(service, campaign, 3);
        Assert.Equal(2, state.Issued.Count);
    }

    [Fact]
    public async Task A_key_belongs_to_its_distributor()
    {
        var campaign = await service.AddCampaignAsync(2);
        var first = await RequestAsync(campaign, "K");
        var other = await IssuanceService.RequestAsync(service.ClientOf("DIST-002"), "DIST-002", campaign, "K");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.False(other.Headers.Contains("Idempotent-Replayed"));
        Assert.NotEqual(first.Body, await other.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_same_key_with_other_parameters_is_400_and_takes_no_code()
    {
        var campaign = await service.AddCampaignAsync(3);
        var other = await service.AddCampaignAsync(3);
        await RequestAsync(campaign, "K");
        Assert.Equal(HttpStatusCode.BadRequest, (await RequestAsync(campaign, "K", terminal: "U")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await RequestAsync(other, "K")).Status);
        Assert.Single((await PoolInspection.AssertNothingIsLostAsync(service, campaign, 3)).Issued);
        Assert.Empty((await PoolInspection.AssertNothingIsLostAsync(service, other, 3)).Issued);
    }

    [Fact]
    public async Task Of_parallel_calls_with_one_key_and_other_parameters_one_kind_is_served()
    {
        var campaign = await service.AddCampaignAsync(50);
        for (var i = 0; i < 10; i++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n => (Terminal: n % 2, Answer: await RequestAsync(campaign, $"K{i}", $"T{n % 2}"))));
            var served = answers.Where(answer => answer.Answer.Status == HttpStatusCode.OK).ToList();
            Assert.Equal(4, served.Count);
            Assert.Single(served.Select(answer => answer.Terminal).Distinct());
            Assert.Single(served.Select(answer => answer.Answer.Body).Distinct());
            Assert.All(answers.Except(served), answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Answer.Status));
        }
        Assert.Equal(10, (await PoolInspection.AssertNothingIsLostAsync(service, campaign, 50)).Issued.Count);
    }

    [Fact]
    public async Task A_replay_is_answered_after_the_campaign_was_paused_ended_depleted_or_removed()
    {
        var now = DateTimeOffset.UtcNow;
        var campaign = await service.AddCampaignAsync(1);
        var first = await RequestAsync(campaign, "K");
        Assert.Equal((HttpStatusCode.OK, first.Body, true), await RequestAsync(campaign, "K"));
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync(campaign, "L")).Status);
        Action[] changes =
        [
            () => service.Campaigns.Set(campaign, CampaignsDouble.Paused(campaign)),
            () => service.Campaigns.Set(campaign, CampaignsDouble.Active(campaign, endAt: now.AddHours(-1))),
            () => service.Campaigns.Set(campaign),
        ];
        foreach (var change in changes)
        {
            change();
            Assert.Equal((HttpStatusCode.OK, first.Body, true), await RequestAsync(campaign, "K"));
            Assert.Equal(HttpStatusCode.BadRequest, (await RequestAsync(campaign, "K", terminal: "U")).Status);
        }
    }

    [Fact]
    public async Task A_refusal_is_not_remembered()
    {
        var campaign = await service.AddCampaignAsync(0);
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync(campaign, "K")).Status);
        await service.AddCodesAsync(campaign, 1, 1);
        await service.Keeper.RunOnceAsync(default);
        var served = await RequestAsync(campaign, "K");
        Assert.Equal((HttpStatusCode.OK, false), (served.Status, served.IsReplay));
    }

    [Fact]
    public async Task Two_hundred_parallel_calls_with_one_key_on_two_services_get_one_code()
    {
        await using var other = await IssuanceService.StartAsync(beside: service);
        var otherClient = other.ClientOf(distributor);
        var campaign = await service.AddCampaignAsync(300);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            using var response = await IssuanceService.RequestAsync(i % 2 == 0 ? Client : otherClient, distributor, campaign, "K");
            return (response.StatusCode, Body: await response.Content.ReadAsStringAsync(), IsReplay: response.Headers.Contains("Idempotent-Replayed"));
        }));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.InRange(answers.Count(answer => !answer.IsReplay), 1, 1);
        Assert.Single((await PoolInspection.AssertNothingIsLostAsync(service, campaign, 300)).Issued);
    }

    [Fact]
    public async Task A_request_whose_claim_was_abandoned_but_not_yet_put_back_is_served_at_once()
    {
        var campaign = await service.AddCampaignAsync(2);
        var claim = (await service.ClaimAsync(campaign, PoolKeys.RequestOf(distributor, "K", FingerprintOf(campaign))))!;
        await service.ReadAsync<int?>("INSERT INTO abandoned_claims (campaign_id, epoch, claim) VALUES (@CampaignId, @Epoch, @Number)", claim);
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        var served = await RequestAsync(campaign, "K").WaitAsync(soon.Token);
        Assert.Equal(HttpStatusCode.OK, served.Status);
        Assert.Single((await PoolInspection.AssertNothingIsLostAsync(service, campaign, 2)).Issued);
    }

    [Fact]
    public async Task A_request_is_served_when_PostgreSQL_has_left_the_epoch_that_Redis_is_in()
    {
        var campaign = await service.AddCampaignAsync(5);
        await RequestAsync(campaign);
        await service.ReadAsync<int?>("UPDATE pools SET epoch = epoch + 5 WHERE campaign_id = @campaign", new { campaign });
        Assert.Equal(HttpStatusCode.OK, (await RequestAsync(campaign, "K")).Status);
        Assert.Equal(2, (await PoolInspection.AssertNothingIsLostAsync(service, campaign, 5)).Issued.Count);
    }

    [Fact]
    public async Task A_pool_that_offers_issued_codes_is_passed_over()
    {
        var campaign = await service.AddCampaignAsync(3);
        var first = await RequestAsync(campaign);
        await service.Redis.ListLeftPushAsync(new PoolKeys(campaign).Pool, Claim.EntryOf(1, IssuanceService.CodeOf(1), null));
        var second = await RequestAsync(campaign, "K");
        Assert.Equal(
            (IssuanceService.CodeOf(1), IssuanceService.CodeOf(2)),
            (JsonDocument.Parse(first.Body).RootElement.GetProperty("voucher_code").GetString(), JsonDocument.Parse(second.Body).RootElement.GetProperty("voucher_code").GetString()));
        await PoolInspection.AssertNothingIsLostAsync(service, campaign, 3);
    }
}
