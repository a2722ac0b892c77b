using System.Net;
using Dapper;
using Voucher.Issuance.Confirmation;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Confirmation;

/// <summary>Vouchers that were not confirmed in time, and where their codes go. Rounds are made by the tests.</summary>
public sealed class ReturnVouchersTests(IssuanceFixture fixture) : TwoPhaseTill(fixture)
{
    [Fact]
    public async Task A_voucher_that_is_not_confirmed_in_time_goes_back_once_and_its_request_never_gets_another()
    {
        var campaign = await Service.AddCampaignAsync(1);
        var first = await RequestAsync("R", campaign);
        await LetLapseAsync(campaign);
        // Its time is over, whether somebody has looked or not.
        Assert.Equal(HttpStatusCode.Conflict, (await ConfirmAsync("R")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync("R", campaign)).Status);
        Assert.Equal(1, await ReturnAsync());
        Assert.Equal(0, await ReturnAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await ConfirmAsync("R")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync("R", campaign)).Status);
        var (status, second) = await RequestAsync("S", campaign);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(first.Body.GetProperty("voucher_code").GetString(), second.GetProperty("voucher_code").GetString());
        Assert.Equal(first.Body.GetProperty("serial_number").GetString(), second.GetProperty("serial_number").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync("R", campaign)).Status);
        Assert.Equal("returned,open", await StatesAsync(campaign));
        Assert.Equal(HttpStatusCode.OK, (await ConfirmAsync("S")).Status);
        Assert.Equal("returned,confirmed", await StatesAsync(campaign));
    }

    [Fact]
    public async Task Of_a_confirmation_and_a_return_at_the_same_time_one_wins_and_both_know()
    {
        await using var beside = await IssuanceService.StartAsync(beside: Service);
        var campaign = await Service.AddCampaignAsync(80);
        for (var i = 0; i < 40; i++)
            await RequestAsync($"R{i}", campaign, 1);
        var due = await Service.ReadAsync<DateTime>("SELECT max(confirm_by) FROM issued_vouchers WHERE campaign_id = @campaign", new { campaign });
        // Of the vouchers some are in time and some are not: confirmations and returns meet around that moment.
        var confirmations = Enumerable.Range(0, 40).Select(async i => (Id: $"R{i}", (await ConfirmAsync($"R{i}", i % 2 == 0 ? Client : null)).Status)).ToList();
        var returns = Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? Service : beside).Get<ReturnVouchers>().RunOnceAsync(default)).ToList();
        await Task.WhenAll(returns);
        var answers = await Task.WhenAll(confirmations);
        await Eventually.IsTrueAsync(() => Task.FromResult(DateTime.UtcNow > due));
        await ReturnAsync();
        foreach (var (id, status) in answers)
        {
            var isReturned = await Service.ReadAsync<bool>(
                "SELECT returned_at IS NOT NULL FROM issued_vouchers WHERE distributor_id = @distributor AND request_id = @id", new { distributor = Distributor, id });
            Assert.Equal(isReturned ? HttpStatusCode.Conflict : HttpStatusCode.OK, status);
        }
    }

    [Fact]
    public async Task A_return_that_meets_a_confirmation_under_way_waits_for_it_and_leaves_that_voucher_alone()
    {
        var campaign = await Service.AddCampaignAsync(2);
        await RequestAsync("R", campaign);
        await RequestAsync("S", campaign);
        await LetLapseAsync(campaign);
        Task<long> returning;
        await using (var connection = await Service.Database.OpenConnectionAsync())
        {
            await using var confirming = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync(
                "UPDATE issued_vouchers SET confirmed_at = now() WHERE distributor_id = @distributor AND request_id = 'R'", new { distributor = Distributor }, confirming);
            returning = ReturnAsync();
            await Eventually.IsTrueAsync(() => Service.ReadAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%return_number%')"));
            await confirming.CommitAsync();
        }
        await returning;
        Assert.Equal("confirmed,returned", await StatesAsync(campaign));
    }

    [Fact]
    public async Task Returned_codes_go_behind_those_that_are_being_added_and_none_is_lost()
    {
        await using var beside = await IssuanceService.StartAsync(beside: Service);
        var campaign = await Service.AddCampaignAsync(50);
        for (var i = 0; i < 30; i++)
            await RequestAsync($"R{i}", campaign);
        await LetLapseAsync(campaign);
        var adding = Enumerable.Range(0, 10).Select(i => Service.AddCodesAsync(campaign, 51 + (i * 10), 10));
        await Task.WhenAll(Task.WhenAll(adding), ReturnAsync(), beside.Get<ReturnVouchers>().RunOnceAsync(default));
        var seqs = await Service.ReadAsync<string>("SELECT min(seq) || '-' || max(seq) || '/' || count(*) FROM codes WHERE campaign_id = @campaign", new { campaign });
        Assert.Equal("31-180/150", seqs);
        Assert.Equal((180, 30), (await Service.ReadAsync<int>("SELECT last_seq FROM pools WHERE campaign_id = @campaign", new { campaign }),
            await Service.ReadAsync<int>("SELECT returns FROM pools WHERE campaign_id = @campaign", new { campaign })));
        await Service.Keeper.RunOnceAsync(default);
        var codes = new HashSet<string>();
        for (var i = 0; i < 150; i++)
        {
            var (status, body) = await RequestAsync($"S{i}", campaign);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.True(codes.Add(body.GetProperty("voucher_code").GetString()!));
        }
        Assert.Equal(HttpStatusCode.Conflict, (await RequestAsync("S-one-more", campaign)).Status);
    }

    [Fact]
    public async Task The_stock_counts_a_returned_code_once()
    {
        var campaign = await Service.AddCampaignAsync(10);
        for (var i = 0; i < 4; i++)
            await RequestAsync($"R{i}", campaign);
        await ConfirmAsync("R0");
        await LetLapseAsync(campaign);
        await ReturnAsync();
        var (_, stock) = await ReadAsync(await Service.ClientWith(TestTokens.OfOperator()).GetAsync($"/admin/v1/campaigns/{campaign}/stock"));
        Assert.Equal(
            (10, 9, 1, 0),
            (stock.GetProperty("imported").GetInt32(), stock.GetProperty("available").GetInt32(), stock.GetProperty("issued").GetInt32(), stock.GetProperty("withdrawn").GetInt32()));
    }
}
