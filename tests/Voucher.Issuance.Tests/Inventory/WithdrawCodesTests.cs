using System.Net;
using System.Text.Json;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Tests.Imports;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Inventory;

/// <summary>Codes that a merchant takes back are never issued afterwards; those that customers have stay.</summary>
public sealed class WithdrawCodesTests(IssuanceFixture fixture) : IClassFixture<IssuanceFixture>
{
    private readonly IssuanceService service = fixture.Service;

    [Fact]
    public async Task After_a_withdrawal_no_till_gets_a_code_until_there_are_new_ones()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 100);
        using var till = service.ClientOf("DIST-1");
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await IssuanceService.RequestAsync(till, "DIST-1", campaign)).StatusCode);

        var (withdrawn, issued) = await WithdrawAsync(client, campaign);

        Assert.Equal((97, 3), (withdrawn, issued));
        Assert.Equal(HttpStatusCode.Conflict, (await IssuanceService.RequestAsync(till, "DIST-1", campaign)).StatusCode);
        await service.AddCodesAsync(campaign, 101, 1);
        await service.Keeper.RunOnceAsync(default);
        using var again = await IssuanceService.RequestAsync(till, "DIST-1", campaign);
        Assert.Contains("CODE-000101", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_was_under_way_becomes_no_voucher_and_its_code_does_not_come_back()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 2);
        var claim = await service.ClaimAsync(campaign);

        Assert.Equal((2, 0), await WithdrawAsync(client, campaign));

        Assert.IsType<LedgerOutcome.Lapsed>(await service.WriteAsync(
            IssuanceService.EntryFor(claim!)));
        await service.Get<PutBackCode>().PutBackAsync(claim!);
        await service.AgeClaimsAsync(campaign);
        await service.Keeper.RunOnceAsync(default);
        Assert.Null(await service.ClaimAsync(campaign));
        Assert.Equal(0, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task Under_load_what_was_issued_and_what_was_withdrawn_are_all_codes_and_none_is_both()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 2000);
        using var till = service.ClientOf("DIST-1");
        var statuses = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        var tills = Enumerable.Range(0, 16).Select(async _ =>
        {
            for (var i = 0; i < 60; i++)
            {
                using var answer = await IssuanceService.RequestAsync(till, "DIST-1", campaign);
                statuses.Add(answer.StatusCode);
            }
        }).ToArray();
        await Eventually.IsTrueAsync(async () => await service.CountIssuedAsync(campaign) > 100);

        var (withdrawn, issued) = await WithdrawAsync(client, campaign);
        await Task.WhenAll(tills);

        Assert.Equal(2000, withdrawn + issued);
        Assert.Equal(issued, await service.CountIssuedAsync(campaign));
        Assert.Equal(issued, statuses.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(960 - issued, statuses.Count(status => status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_second_withdrawal_finds_nothing_and_a_withdrawn_code_cannot_be_imported_again()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var code = ImportClient.NewCode();
        await client.EndOfAsync(await client.UploadAsync(campaign, code));

        Assert.Equal((1, 0), await WithdrawAsync(client, campaign));
        Assert.Equal((0, 0), await WithdrawAsync(client, campaign));
        Assert.Equal("rejected", (await client.EndOfAsync(await client.UploadAsync(campaign, code))).State);
        Assert.Equal(2, await service.ReadAsync<long>("SELECT count(*) FROM withdrawals WHERE campaign_id = @campaign AND reason = 'the merchant took them back'", new { campaign }));
        Assert.Contains("\"action\":\"codes.withdraw\"", await client.GetStringAsync($"/admin/v1/audit/codes?subject={campaign}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawal_that_ended_before_Redis_heard_of_it_holds_all_the_same()
    {
        var campaign = await service.AddCampaignAsync(codes: 10);
        using var till = service.ClientOf("DIST-1");
        Assert.Equal(HttpStatusCode.OK, (await IssuanceService.RequestAsync(till, "DIST-1", campaign)).StatusCode);
        await service.ReadAsync<object>(
            "UPDATE pools SET epoch = epoch + 1, issued_through = last_seq, withdrawn = 9 WHERE campaign_id = @campaign", new { campaign });

        Assert.Equal(HttpStatusCode.Conflict, (await IssuanceService.RequestAsync(till, "DIST-1", campaign)).StatusCode);
        Assert.Equal(1, await service.CountIssuedAsync(campaign));
    }

    [Fact]
    public async Task A_withdrawal_needs_a_reason_an_operator_and_a_campaign_with_codes()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 1);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.WithdrawAsync(campaign, " ")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.WithdrawAsync("CAMP-NONE")).StatusCode);
        using var distributor = service.ClientOf("DIST-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await distributor.WithdrawAsync(campaign)).StatusCode);
        Assert.NotNull(await service.ClaimAsync(campaign));
    }

    private static async Task<(long Withdrawn, long Issued)> WithdrawAsync(HttpClient client, string campaign)
    {
        using var answer = await client.WithdrawAsync(campaign);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (body.RootElement.GetProperty("withdrawn").GetInt64(), body.RootElement.GetProperty("issued").GetInt64());
    }
}
