using Voucher.Issuance.Confirmation;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.Vouchers;

/// <summary>Redemption and cancellation: which state lets them through, and that one of many succeeds.</summary>
public sealed class EndVoucherTests : IAsyncLifetime
{
    private readonly SteppedClock clock = new(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero));
    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync(replace: clock.Use);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task Of_a_hundred_redemptions_at_once_exactly_one_succeeds_and_all_others_learn_why_not()
    {
        var voucher = await service.GiveOutAsync();

        var endings = await Task.WhenAll(Enumerable.Range(0, 100).Select(each =>
            RedeemAsync(voucher, new Redemption($"BY-{each}", Account: new RedeemedFor($"{each:x24}", DeliveryAddress: null)))));

        var won = Assert.IsType<VoucherEnding.Ended>(Assert.Single(endings, ending => ending is VoucherEnding.Ended)).Voucher;
        Assert.All(endings.OfType<VoucherEnding.Refused>(), refused => Assert.Equal("already redeemed", refused.Why));
        Assert.Equal(won, await service.NowAsync(voucher));
        Assert.Equal(1, await service.ReadAsync<int>("SELECT count(*) FROM account_products WHERE campaign_id = @CampaignId", new { voucher.CampaignId }));
        Assert.Equal($"BY-{Convert.ToInt32(won.AccountId, 16)}", await service.ReadAsync<string>(
            "SELECT ended_by FROM issued_vouchers WHERE campaign_id = @CampaignId", new { voucher.CampaignId }));
    }

    [Fact]
    public async Task Of_redemptions_and_cancellations_at_once_exactly_one_succeeds()
    {
        var voucher = await service.GiveOutAsync();

        var endings = await Task.WhenAll(Enumerable.Range(0, 60).Select(each =>
            each % 2 == 0 ? RedeemAsync(voucher, new Redemption("BY")) : CancelAsync(voucher)));

        var won = Assert.IsType<VoucherEnding.Ended>(Assert.Single(endings, ending => ending is VoucherEnding.Ended)).Voucher;
        var why = won.RedeemedAt is null ? "cancelled" : "already redeemed";
        Assert.All(endings.OfType<VoucherEnding.Refused>(), refused => Assert.Equal(why, refused.Why));
    }

    [Fact]
    public async Task A_voucher_is_redeemed_from_its_first_moment_to_the_end_of_its_last_day_and_cancelled_before_that_too()
    {
        var days = (Candidate campaign) => campaign with { Activation = new VoucherDay(new DateOnly(2026, 7, 2), null), Validity = new VoucherDay(new DateOnly(2026, 7, 3), null) };
        var (early, late, cancelled) = (await service.GiveOutAsync(campaign: days), await service.GiveOutAsync(campaign: days), await service.GiveOutAsync(campaign: days));

        Assert.Equal("not yet active", Why(await RedeemAsync(early, new Redemption("BY"))));
        Assert.IsType<VoucherEnding.Ended>(await CancelAsync(cancelled));
        clock.Set(new DateTimeOffset(2026, 7, 1, 22, 0, 0, TimeSpan.Zero));
        Assert.IsType<VoucherEnding.Ended>(await RedeemAsync(early, new Redemption("BY")));
        clock.Set(new DateTimeOffset(2026, 7, 3, 22, 0, 0, TimeSpan.Zero));
        Assert.Equal("expired", Why(await RedeemAsync(late, new Redemption("BY"))));
        Assert.Equal("expired", Why(await CancelAsync(late)));
    }

    [Fact]
    public async Task What_is_not_confirmed_or_came_back_is_not_redeemed()
    {
        var voucher = await service.GiveOutAsync(confirmWithin: 60);
        Assert.Equal("not confirmed", Why(await RedeemAsync(voucher, new Redemption("BY"))));
        clock.Move(TimeSpan.FromSeconds(61));
        Assert.Equal("returned", Why(await RedeemAsync(voucher, new Redemption("BY"))));
        Assert.Equal(1, await service.Get<ReturnVouchers>().RunOnceAsync(default));
        Assert.Equal("returned", Why(await CancelAsync(voucher)));
        // Its code is given out again, and then belongs to another voucher.
        Assert.Empty(await service.Get<FindHeldVoucher>().ByCodeAsync(voucher.Code, default));
        Assert.NotNull((await service.NowAsync(voucher)).ReturnedAt);
    }

    [Fact]
    public async Task The_states_are_kept_by_the_database_too_whatever_the_caller_believes()
    {
        // As it was before it was redeemed, cancelled or returned.
        var (redeemed, cancelled, returned) = (await service.GiveOutAsync(), await service.GiveOutAsync(), await service.GiveOutAsync(confirmWithin: 60));
        await RedeemAsync(redeemed, new Redemption("BY"));
        await CancelAsync(cancelled);
        var believed = returned with { ConfirmBy = null };
        Assert.Equal("not confirmed", Why(await RedeemAsync(believed, new Redemption("BY"))));
        clock.Move(TimeSpan.FromSeconds(61));
        await service.Get<ReturnVouchers>().RunOnceAsync(default);

        Assert.Equal("already redeemed", Why(await CancelAsync(redeemed)));
        Assert.Equal("cancelled", Why(await RedeemAsync(cancelled, new Redemption("BY"))));
        Assert.Equal("returned", Why(await RedeemAsync(believed, new Redemption("BY"))));
        Assert.Equal("returned", Why(await CancelAsync(believed)));
    }

    [Fact]
    public async Task A_code_in_two_campaigns_finds_both_vouchers()
    {
        var first = await service.GiveOutAsync();
        var campaign = await service.AddOfferAsync();
        await service.Get<AddCodes>().AddAsync(campaign, [new NewCode(first.Code)], default);
        using var till = service.ClientOf(GivenOut.Distributor);
        clock.Move(TimeSpan.FromMinutes(1));
        using var answer = await IssuanceService.RequestAsync(till, GivenOut.Distributor, campaign);

        var found = await service.Get<FindHeldVoucher>().ByCodeAsync(first.Code, default);
        Assert.Equal([campaign, first.CampaignId], found.Select(voucher => voucher.CampaignId));
    }

    private async Task<VoucherEnding> RedeemAsync(HeldVoucher voucher, Redemption redemption) =>
        await service.Get<EndVoucher>().RedeemAsync(voucher, await OfferOfAsync(voucher), redemption, default);

    private async Task<VoucherEnding> CancelAsync(HeldVoucher voucher) =>
        await service.Get<EndVoucher>().CancelAsync(voucher, await OfferOfAsync(voucher), "BY", default);

    private async Task<Offer> OfferOfAsync(HeldVoucher voucher) => (await service.Get<KnownOffers>().FindAsync(voucher.CampaignId, default))!;

    private static string Why(VoucherEnding ending) => Assert.IsType<VoucherEnding.Refused>(ending).Why;
}
