using System.Security.Cryptography;
using Dapper;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;
using Voucher.Issuance.Vouchers;

namespace Voucher.Issuance.Tests.Vouchers;

/// <summary>Vouchers that somebody has.</summary>
internal static class GivenOut
{
    public const string Distributor = "DIST";

    /// <summary>A campaign of its own with this offer, whose id does not count, and one voucher of it, whose code no other test has.</summary>
    public static async Task<HeldVoucher> GiveOutAsync(
        this IssuanceService service, Offer? offer = null, Func<Candidate, Candidate>? campaign = null, int? confirmWithin = null)
    {
        var campaignId = await service.AddOfferAsync(offer, campaign);
        return await service.GiveOutOfAsync(campaignId, confirmWithin);
    }

    /// <summary>A campaign of its own with this offer and without codes.</summary>
    public static async Task<string> AddOfferAsync(this IssuanceService service, Offer? offer = null, Func<Candidate, Candidate>? campaign = null)
    {
        var campaignId = await service.AddCampaignAsync(codes: 0);
        service.Campaigns.Set(campaignId, (campaign ?? (same => same))(CampaignsDouble.Active(campaignId)));
        if (offer is not null)
            service.Campaigns.SetOffer(offer with { CampaignId = campaignId });
        return campaignId;
    }

    /// <summary>One more voucher of a campaign.</summary>
    public static async Task<HeldVoucher> GiveOutOfAsync(this IssuanceService service, string campaignId, int? confirmWithin = null)
    {
        var code = $"C-{RandomNumberGenerator.GetHexString(20)}";
        await service.Get<AddCodes>().AddAsync(campaignId, [new NewCode(code)], default);
        using var till = service.ClientOf(Distributor);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/voucher/request")
        {
            Content = System.Net.Http.Json.JsonContent.Create(confirmWithin is { } seconds
                ? new { distributor_id = Distributor, terminal_id = "T", trigger_category_id = campaignId, confirm_within_seconds = seconds }
                : (object)new { distributor_id = Distributor, terminal_id = "T", trigger_category_id = campaignId }),
            Headers = { { "Idempotency-Key", code } },
        };
        using var answer = await till.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return Assert.Single(await service.Get<FindHeldVoucher>().ByCodeAsync(code, default));
    }

    /// <summary>The voucher as it is now.</summary>
    public static async Task<HeldVoucher> NowAsync(this IssuanceService service, HeldVoucher voucher) =>
        (await service.Get<FindHeldVoucher>().ByIdAsync(voucher.Id, default))!;

    /// <summary>What was told of a voucher, in the order of its telling.</summary>
    public static async Task<string[]> EventsOfAsync(this IssuanceService service, HeldVoucher voucher) => await service.ReadAsync<string[]>(
        "SELECT coalesce(array_agg(type ORDER BY number), '{}') FROM events WHERE campaign_id = @CampaignId AND seq = @Seq",
        new { voucher.CampaignId, voucher.Seq });

    /// <summary>From now on somebody wants to hear of events of these types.</summary>
    public static async Task SubscribeAsync(this IssuanceService service, params string[] types)
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            INSERT INTO subscriptions (id, url, types, secret, created_by, created_at)
            VALUES (gen_random_uuid(), 'https://receiver.example/', @types, 'secret', 'OPERATOR', now())
            """,
            new { types });
    }
}
