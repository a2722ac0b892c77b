using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Voucher.Issuance.Matching;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Matching;

public sealed class CampaignMatchesTests
{
    private const string Distributor = "DIST-001";
    private const string Notices = "voucher:campaigns:changed";

    private static readonly (string, string)[] NeverAsks = [("MatchVersionRound", "01:00:00")];

    /// <summary>Its present is moved by the test; its timers are real.</summary>
    private sealed class MovedTime : TimeProvider
    {
        private long moved;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref moved));

        public override long GetTimestamp() => base.GetTimestamp() + (Volatile.Read(ref moved) * TimestampFrequency / TimeSpan.TicksPerSecond);

        public void Move(TimeSpan by) => Interlocked.Add(ref moved, by.Ticks);
    }

    private static async Task<HttpStatusCode> RequestAsync(IssuanceService service, string category)
    {
        using var response = await IssuanceService.RequestAsync(service.ClientOf(Distributor), Distributor, category);
        return response.StatusCode;
    }

    private static Task<CampaignMatch> FindAsync(IssuanceService service, string category) =>
        service.Get<CampaignMatches>().FindAsync(Distributor, category, new CancellationTokenSource(20_000).Token).AsTask();

    private static async Task WaitUntilHeardAsync(IssuanceService service) =>
        await Eventually.HoldsAsync(() => Task.FromResult(service.Get<CampaignMatches>().Version), version => version == service.Campaigns.Version);

    [Fact]
    public async Task An_answer_is_kept_until_something_changes()
    {
        await using var service = await IssuanceService.StartAsync();
        var campaign = await service.AddCampaignAsync(1);
        await WaitUntilHeardAsync(service);
        var asked = service.Campaigns.MatchesAsked;
        for (var i = 0; i < 5; i++)
            Assert.Single((await FindAsync(service, campaign)).Candidates);
        Assert.Equal(asked + 1, service.Campaigns.MatchesAsked);
        service.Campaigns.Set(campaign, CampaignsDouble.Paused(campaign));
        await WaitUntilHeardAsync(service);
        Assert.Equal("paused", Assert.Single((await FindAsync(service, campaign)).Candidates).State);
        Assert.Equal(asked + 2, service.Campaigns.MatchesAsked);
    }

    [Fact]
    public async Task A_paused_campaign_stops_within_two_seconds_when_the_notice_is_lost()
    {
        await using var service = await IssuanceService.StartAsync();
        var campaign = await service.AddCampaignAsync(100);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        service.Campaigns.Set(campaign, CampaignsDouble.Paused(campaign));
        await Eventually.IsTrueAsync(async () => await RequestAsync(service, campaign) == HttpStatusCode.Conflict, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_notice_is_heard_without_asking()
    {
        await using var service = await IssuanceService.StartAsync(settings: NeverAsks);
        var campaign = await service.AddCampaignAsync(100);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        service.Campaigns.Set(campaign, CampaignsDouble.Paused(campaign));
        var publisher = service.Get<IConnectionMultiplexer>().GetSubscriber();
        await Eventually.IsTrueAsync(
            async () =>
            {
                await publisher.PublishAsync(new RedisChannel(Notices, RedisChannel.PatternMode.Literal), service.Campaigns.Version);
                return await RequestAsync(service, campaign) == HttpStatusCode.Conflict;
            },
            TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Kept_answers_serve_for_sixty_seconds_while_Campaigns_is_away()
    {
        var time = new MovedTime();
        await using var service = await IssuanceService.StartAsync(replace: services => services.AddSingleton<TimeProvider>(time));
        var campaign = await service.AddCampaignAsync(100);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        service.Campaigns.FailWith = 503;
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        Assert.Equal(HttpStatusCode.InternalServerError, await RequestAsync(service, "NEVER-ASKED"));
        time.Move(TimeSpan.FromSeconds(50));
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        time.Move(TimeSpan.FromSeconds(11));
        Assert.Equal(HttpStatusCode.InternalServerError, await RequestAsync(service, campaign));
        service.Campaigns.Resume();
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
    }

    [Fact]
    public async Task An_answer_that_is_known_to_be_outdated_never_serves_not_even_while_Campaigns_is_away()
    {
        await using var service = await IssuanceService.StartAsync(settings: NeverAsks);
        var campaign = await service.AddCampaignAsync(100);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        service.Campaigns.FailWith = 503;
        service.Get<CampaignMatches>().Learn(service.Campaigns.Version + 1);
        Assert.Equal(HttpStatusCode.InternalServerError, await RequestAsync(service, campaign));
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_by_a_change_does_not_serve()
    {
        await using var service = await IssuanceService.StartAsync(settings: NeverAsks);
        var campaign = await service.AddCampaignAsync(100);
        var isRead = new TaskCompletionSource();
        var change = new TaskCompletionSource();
        service.Campaigns.BeforeAnswer = () =>
        {
            isRead.TrySetResult();
            return change.Task;
        };
        var early = FindAsync(service, campaign);
        await isRead.Task;
        service.Campaigns.Set(campaign, CampaignsDouble.Paused(campaign));
        service.Get<CampaignMatches>().Learn(service.Campaigns.Version);
        var late = FindAsync(service, campaign);
        change.SetResult();
        foreach (var match in await Task.WhenAll(early, late))
            Assert.Equal("paused", Assert.Single(match.Candidates).State);
    }

    [Fact]
    public async Task A_version_that_went_back_is_taken_for_the_present_one()
    {
        await using var service = await IssuanceService.StartAsync(settings: NeverAsks);
        var campaign = await service.AddCampaignAsync(100);
        service.Get<CampaignMatches>().Learn(1_000_000);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
        Assert.Equal(service.Campaigns.Version, service.Get<CampaignMatches>().Version);
        service.Campaigns.GoBackTo(1);
        await FindAsync(service, "ANOTHER");
        Assert.Equal(1, service.Get<CampaignMatches>().Version);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
    }

    [Fact]
    public async Task A_Campaigns_that_hangs_is_a_500_in_JSON_and_not_waited_for_longer_than_patience()
    {
        await using var service = await IssuanceService.StartAsync(settings: [("RequestPatience", "00:00:01")]);
        service.Campaigns.Hang();
        using var response = await IssuanceService.RequestAsync(service.ClientOf(Distributor), Distributor, "PAY").WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""{"message":"internal server error"}""", await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("{\"version\":\"x\"}")]
    [InlineData("[]")]
    public async Task Whatever_Campaigns_answers_the_service_goes_on_to_ask(string body)
    {
        await using var service = await IssuanceService.StartAsync(settings: [("MatchVersionRound", "00:00:00.05")]);
        var campaign = await service.AddCampaignAsync(1);
        service.Campaigns.Body = body;
        var asked = service.Campaigns.VersionsAsked;
        await Eventually.IsTrueAsync(() => Task.FromResult(service.Campaigns.VersionsAsked >= asked + 3), TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.InternalServerError, await RequestAsync(service, campaign));
        service.Campaigns.Body = null;
        service.Campaigns.Set("CHANGE");
        await WaitUntilHeardAsync(service);
        Assert.Equal(HttpStatusCode.OK, await RequestAsync(service, campaign));
    }

    [Fact]
    public async Task The_number_of_kept_answers_is_bounded()
    {
        await using var service = await IssuanceService.StartAsync(settings: [("MatchCacheSize", "3")]);
        await WaitUntilHeardAsync(service);
        for (var i = 0; i < 10; i++)
            await FindAsync(service, $"CAT-{i}");
        var asked = service.Campaigns.MatchesAsked;
        await FindAsync(service, "CAT-0");
        Assert.Equal(asked + 1, service.Campaigns.MatchesAsked);
    }
}
