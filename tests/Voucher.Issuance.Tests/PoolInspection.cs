using Dapper;
using Voucher.Issuance.Claims;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests;

/// <summary>Where a campaign's codes are.</summary>
/// <param name="Issued">Codes in the ledger, of vouchers that did not go back.</param>
/// <param name="Pooled">Codes that can be claimed.</param>
/// <param name="NotLoaded">Codes that Redis has not seen yet.</param>
/// <param name="InFlight">Codes that were claimed.</param>
public sealed record PoolInspection(IReadOnlyList<string> Issued, IReadOnlyList<string> Pooled, IReadOnlyList<string> NotLoaded, IReadOnlyList<string> InFlight)
{
    public static async Task<PoolInspection> OfAsync(IssuanceService service, string campaignId)
    {
        var keys = new PoolKeys(campaignId);
        // At one moment: the pool may be being filled behind the last request.
        var moment = service.Redis.CreateTransaction();
        var loadedAnswer = moment.HashGetAsync(keys.State, "loaded");
        var pooledAnswer = moment.ListRangeAsync(keys.Pool);
        var inFlightAnswer = moment.SortedSetRangeByRankAsync(keys.InFlight);
        Assert.True(await moment.ExecuteAsync());
        var loaded = (long?)await loadedAnswer ?? 0;
        var pooled = await pooledAnswer;
        var inFlight = await inFlightAnswer;
        await using var connection = await service.Database.OpenConnectionAsync();
        var issued = await connection.QueryAsync<string>("SELECT code FROM issued_vouchers WHERE campaign_id = @campaignId AND returned_at IS NULL", new { campaignId });
        var notLoaded = await connection.QueryAsync<string>(
            """
            SELECT code FROM codes WHERE campaign_id = @campaignId AND seq > @loaded
            AND NOT EXISTS (SELECT FROM issued_vouchers AS issued WHERE issued.campaign_id = @campaignId AND issued.seq = codes.seq)
            """,
            new { campaignId, loaded });
        return new PoolInspection(
            [.. issued],
            [.. pooled.Select(entry => ((string)entry!).Split('\t')[1])],
            [.. notLoaded],
            [.. inFlight.Select(record => Claim.Parse(campaignId, record!).Code)]);
    }

    /// <summary>
    /// Waits until nothing of the campaign is in flight, then says that each imported code is in exactly one place, and gives the state.
    /// </summary>
    public static async Task<PoolInspection> AssertNothingIsLostAsync(IssuanceService service, string campaignId, int imported)
    {
        await Eventually.HoldsAsync(
            () => service.Redis.SortedSetLengthAsync(new PoolKeys(campaignId).InFlight), inFlight => inFlight == 0, TimeSpan.FromSeconds(10));
        var state = await OfAsync(service, campaignId);
        var places = state.Issued.Concat(state.Pooled).Concat(state.NotLoaded).ToList();
        Assert.Empty(places.GroupBy(code => code).Where(code => code.Count() > 1).Select(code => code.Key));
        Assert.Equal(imported, places.Count);
        Assert.Equal(imported, await service.ReadAsync<int>("SELECT count(*) FROM codes WHERE campaign_id = @campaignId", new { campaignId }));
        return state;
    }

    /// <summary>Makes the sweeper's round as if the time had passed, then <see cref="AssertNothingIsLostAsync"/>.</summary>
    public static async Task<PoolInspection> SweepAndAssertNothingIsLostAsync(IssuanceService service, string campaignId, int imported)
    {
        await Eventually.IsTrueAsync(async () =>
        {
            await service.AgeClaimsAsync(campaignId);
            await service.Get<ClaimSweeper>().SweepAsync(campaignId, default);
            return await service.Redis.SortedSetLengthAsync(new PoolKeys(campaignId).InFlight) == 0;
        });
        return await AssertNothingIsLostAsync(service, campaignId, imported);
    }
}
