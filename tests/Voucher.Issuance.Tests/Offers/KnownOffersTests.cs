using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;

namespace Voucher.Issuance.Tests.Offers;

/// <summary>What Campaigns tells of offers is kept by the rule of matches.</summary>
public sealed class KnownOffersTests : IAsyncLifetime
{
    private readonly SteppedClock clock = new(DateTimeOffset.UtcNow);
    private IssuanceService service = null!;

    // Without rounds that would ask for the version in between.
    public async Task InitializeAsync() => service = await IssuanceService.StartAsync(settings: [("MatchVersionRound", "01:00:00")], replace: clock.Use);

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task An_offer_is_asked_for_once_until_something_changes()
    {
        service.Campaigns.SetOffer(new Offer("CAMP", "MERCH", "Before", "UTC"));
        Assert.Equal("Before", (await FindAsync("CAMP"))!.Name);
        Assert.Equal("Before", (await FindAsync("CAMP"))!.Name);
        Assert.Equal(1, service.Campaigns.OffersAsked);

        service.Campaigns.SetOffer(new Offer("CAMP", "MERCH", "After", "UTC"));
        service.Get<CampaignMatches>().Learn(service.Campaigns.Version);
        Assert.Equal("After", (await FindAsync("CAMP"))!.Name);
        Assert.Equal(2, service.Campaigns.OffersAsked);
    }

    [Fact]
    public async Task A_campaign_that_there_is_not_is_asked_for_again()
    {
        Assert.Null(await FindAsync("CAMP"));
        service.Campaigns.SetOffer(new Offer("CAMP", "MERCH", "New", "UTC"));
        Assert.Equal("New", (await FindAsync("CAMP"))!.Name);
    }

    [Fact]
    public async Task While_Campaigns_is_away_a_kept_offer_serves_unless_it_is_known_to_be_outdated()
    {
        service.Campaigns.SetOffer(new Offer("CAMP", "MERCH", "Kept", "UTC"));
        await FindAsync("CAMP");
        service.Campaigns.FailWith = 500;
        Assert.Equal("Kept", (await FindAsync("CAMP"))!.Name);
        service.Get<CampaignMatches>().Learn(service.Campaigns.Version + 1);
        await Assert.ThrowsAsync<HttpRequestException>(() => FindAsync("CAMP"));
    }

    [Fact]
    public async Task The_name_of_a_party_is_kept_for_a_minute_and_its_id_serves_when_nobody_tells()
    {
        var names = service.Get<PartyNames>();
        service.Campaigns.FailWith = 500;
        Assert.Equal("DIST-1", await names.FindAsync("DIST-1", default));
        service.Campaigns.FailWith = null;
        Assert.Equal("Name of DIST-1", await names.FindAsync("DIST-1", default));
        service.Campaigns.FailWith = 500;
        Assert.Equal("Name of DIST-1", await names.FindAsync("DIST-1", default));
        clock.Move(TimeSpan.FromMinutes(2));
        // Older than wished for, and better than none.
        Assert.Equal("Name of DIST-1", await names.FindAsync("DIST-1", default));
    }

    private async Task<Offer?> FindAsync(string campaignId) => await service.Get<KnownOffers>().FindAsync(campaignId, default);
}
