using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;

namespace Voucher.Issuance.Tests;

/// <summary>
/// Stands where Campaigns stands: answers matches and the version from what a test says, and can be made to fail or to hang.
/// </summary>
public sealed class CampaignsDouble : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ConcurrentDictionary<string, Candidate[]> candidates = new();
    private readonly ConcurrentDictionary<string, Offer> offers = new();
    private readonly WebApplication application;
    private TaskCompletionSource? hang;
    private long version = 1;
    private int matchesAsked;
    private int versionsAsked;
    private int offersAsked;

    private CampaignsDouble()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.Use(BehaveAsync);
        application.MapGet("/internal/polled/campaigns/version", () =>
        {
            Interlocked.Increment(ref versionsAsked);
            return Body is { } body ? Text(body) : Json(new { version = Version });
        });
        application.MapGet("/internal/campaigns/match", MatchAsync);
        application.MapGet("/internal/campaigns/offer", (string campaign_id) =>
        {
            Interlocked.Increment(ref offersAsked);
            return Json(new OfferAnswer(Version, OfferOf(campaign_id)));
        });
        application.MapPost("/internal/parties/check", (PartiesAsked asked) =>
            Json(new { parties = asked.Ids.Select(id => new { id, kind = "distributor", state = "active", name = $"Name of {id}" }) }));
        application.MapGet("/internal/campaigns/explain", (HttpRequest request) => Text(Explain!(request.QueryString.Value!)));
        application.MapGet("/admin/v1/campaigns/{id}", (string id) =>
            candidates.Values.SelectMany(ordered => ordered).FirstOrDefault(candidate => candidate.CampaignId == id) is { } known
                ? Results.Json(new { id, state = known.State })
                : Results.NotFound());
    }

    /// <summary>Whose campaigns they are where a test does not say.</summary>
    public const string Merchant = "MERCH";

    public string Address => application.Urls.Single();

    public long Version => Interlocked.Read(ref version);

    public int MatchesAsked => Volatile.Read(ref matchesAsked);

    public int OffersAsked => Volatile.Read(ref offersAsked);

    public int VersionsAsked => Volatile.Read(ref versionsAsked);

    /// <summary>Every call is answered with this status, if it is set.</summary>
    public int? FailWith { get; set; }

    /// <summary>Every call is answered with this text, if it is set.</summary>
    public string? Body { get; set; }

    /// <summary>The answer to a question for an explanation, given its query.</summary>
    public Func<string, string>? Explain { get; set; }

    /// <summary>Awaited after a match was read and before it is answered: an answer that is overtaken by a change.</summary>
    public Func<Task>? BeforeAnswer { get; set; }

    public static async Task<CampaignsDouble> StartAsync()
    {
        var campaigns = new CampaignsDouble();
        await campaigns.application.StartAsync();
        return campaigns;
    }

    /// <summary>From now on these are a category's campaigns, for every distributor. The version rises; no notice is sent.</summary>
    public void Set(string categoryId, params Candidate[] ordered)
    {
        candidates[categoryId] = ordered;
        Interlocked.Increment(ref version);
    }

    /// <summary>From now on this is a campaign's offer; without it, it is a plain one of <see cref="Merchant"/>. The version rises; no notice is sent.</summary>
    public void SetOffer(Offer offer)
    {
        offers[offer.CampaignId] = offer;
        Interlocked.Increment(ref version);
    }

    /// <summary>Makes the version what a restored backup would have.</summary>
    public void GoBackTo(long earlier) => Interlocked.Exchange(ref version, earlier);

    /// <summary>Calls from now on get no answer until <see cref="Resume"/>.</summary>
    public void Hang() => hang = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        FailWith = null;
        Interlocked.Exchange(ref hang, null)?.TrySetResult();
    }

    public static Candidate Active(string campaignId, DateTimeOffset? startAt = null, DateTimeOffset? endAt = null) =>
        new(campaignId, "active", startAt, endAt, "Europe/Berlin");

    public static Candidate Paused(string campaignId) => Active(campaignId) with { State = "paused" };

    private async Task BehaveAsync(HttpContext context, RequestDelegate next)
    {
        if (hang is { } until)
            await until.Task.WaitAsync(context.RequestAborted);
        if (FailWith is { } status)
            context.Response.StatusCode = status;
        else
            await next(context);
    }

    private async Task<IResult> MatchAsync(string category_id)
    {
        Interlocked.Increment(ref matchesAsked);
        var read = Version;
        var isKnown = candidates.TryGetValue(category_id, out var ordered);
        if (BeforeAnswer is { } wait)
            await wait();
        return Body is { } body ? Text(body) : Json(new CampaignMatch(read, isKnown ? null : "unknown_category", ordered ?? []));
    }

    private Offer? OfferOf(string campaignId) =>
        offers.TryGetValue(campaignId, out var offer) ? offer
        : candidates.Values.SelectMany(ordered => ordered).FirstOrDefault(candidate => candidate.CampaignId == campaignId) is { } known
            ? new Offer(campaignId, Merchant, $"Campaign {campaignId}", known.TimeZone)
            : null;

    private static IResult Json<T>(T value) => Results.Json(value, Snake);

    private sealed record PartiesAsked(string[] Ids);

    private static IResult Text(string body) => Results.Text(body, "application/json");

    public async ValueTask DisposeAsync()
    {
        Resume();
        await application.DisposeAsync();
    }
}
