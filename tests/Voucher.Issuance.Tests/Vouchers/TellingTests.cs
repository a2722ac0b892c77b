using System.Net.Http.Json;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.Vouchers;

/// <summary>What a change of a voucher writes into the outbox: what somebody wants to hear of, together with the change, and nothing else.</summary>
public sealed class TellingTests : IAsyncLifetime
{
    private static readonly string[] All = ["voucher_issued", "voucher_redeemed", "voucher_cancelled", "voucher_user_product_created"];

    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync();

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task While_nobody_wants_to_hear_nothing_is_written()
    {
        var (redeemed, cancelled, confirmed) = (await service.GiveOutAsync(), await service.GiveOutAsync(), await service.GiveOutAsync(confirmWithin: 60));
        await RedeemAsync(redeemed, account: true);
        await CancelAsync(cancelled);
        await ConfirmAsync(confirmed);
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Only_what_is_wanted_is_written()
    {
        await service.SubscribeAsync("voucher_cancelled");
        var (redeemed, cancelled) = (await service.GiveOutAsync(), await service.GiveOutAsync());
        await RedeemAsync(redeemed, account: true);
        await CancelAsync(cancelled);
        Assert.Empty(await service.EventsOfAsync(redeemed));
        Assert.Equal(["voucher_cancelled"], await service.EventsOfAsync(cancelled));
    }

    [Fact]
    public async Task A_subscription_that_is_disabled_wants_nothing()
    {
        await service.SubscribeAsync(All);
        await service.ReadAsync<int>("UPDATE subscriptions SET state = 'disabled' RETURNING 1");
        Assert.Empty(await service.EventsOfAsync(await service.GiveOutAsync()));
    }

    [Fact]
    public async Task Each_change_is_told_once_and_a_refused_one_not_at_all()
    {
        await service.SubscribeAsync(All);
        var (redeemed, cancelled) = (await service.GiveOutAsync(), await service.GiveOutAsync());
        for (var time = 0; time < 2; time++)
        {
            await RedeemAsync(redeemed, account: false);
            await CancelAsync(redeemed);
            await CancelAsync(cancelled);
        }
        Assert.Equal(["voucher_issued", "voucher_redeemed"], await service.EventsOfAsync(redeemed));
        Assert.Equal(0, await service.ReadAsync<int>("SELECT count(*) FROM account_products"));
        Assert.Equal(["voucher_issued", "voucher_cancelled"], await service.EventsOfAsync(cancelled));
    }

    [Fact]
    public async Task A_redemption_for_an_account_is_told_as_its_product_and_as_a_redemption_where_the_voucher_was_bought()
    {
        await service.SubscribeAsync(All);
        var bought = new Offer("", CampaignsDouble.Merchant, "Bought", "UTC", Acquisition: "bought");
        var (given, sold) = (await service.GiveOutAsync(), await service.GiveOutAsync(bought));
        await RedeemAsync(given, account: true);
        await RedeemAsync(sold, account: true);
        Assert.Equal(["voucher_issued", "voucher_user_product_created"], await service.EventsOfAsync(given));
        Assert.Equal(["voucher_issued", "voucher_redeemed", "voucher_user_product_created"], await service.EventsOfAsync(sold));
    }

    [Fact]
    public async Task A_voucher_that_waits_for_its_confirmation_is_told_of_when_it_has_it_and_once()
    {
        await service.SubscribeAsync(All);
        var voucher = await service.GiveOutAsync(confirmWithin: 60);
        Assert.Empty(await service.EventsOfAsync(voucher));
        await ConfirmAsync(voucher);
        await ConfirmAsync(voucher);
        Assert.Equal(["voucher_issued"], await service.EventsOfAsync(voucher));
    }

    [Fact]
    public async Task A_replay_tells_nothing_again()
    {
        await service.SubscribeAsync(All);
        var voucher = await service.GiveOutAsync();
        using var till = service.ClientOf(GivenOut.Distributor);
        using var replay = await IssuanceService.RequestAsync(till, GivenOut.Distributor, voucher.CampaignId, voucher.RequestId, "T");
        Assert.True(replay.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(["voucher_issued"], await service.EventsOfAsync(voucher));
    }

    private async Task RedeemAsync(HeldVoucher voucher, bool account) => await service.Get<EndVoucher>().RedeemAsync(
        voucher, await OfferOfAsync(voucher), new Redemption("BY", Account: account ? new RedeemedFor(new string('a', 24), null) : null), default);

    private async Task CancelAsync(HeldVoucher voucher) => await service.Get<EndVoucher>().CancelAsync(voucher, await OfferOfAsync(voucher), "BY", default);

    private async Task ConfirmAsync(HeldVoucher voucher)
    {
        using var till = service.ClientOf(GivenOut.Distributor);
        using var answer = await till.PostAsJsonAsync("/api/v1/voucher/confirm", new { request_id = voucher.RequestId });
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task<Offer> OfferOfAsync(HeldVoucher voucher) => (await service.Get<KnownOffers>().FindAsync(voucher.CampaignId, default))!;
}
