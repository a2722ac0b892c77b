using System.Globalization;
using System.Net;
using Dapper;
using Microsoft.AspNetCore.Http;
using Voucher.AppHost.Tests.Webhooks;
using Voucher.TestStores;
using Xunit.Abstractions;

namespace Voucher.AppHost.Tests.Resilience;

/// <summary>
/// Issuance is killed on the spot while it issues and tells of it. <c>VOUCHER_TEST_KILLS</c> and <c>VOUCHER_TEST_EVENTS</c> make it more often, by hand:
/// see <c>docs/webhooks.md</c>.
/// </summary>
[Collection(Platform.Name)]
public sealed class KilledDeliveryTests(Platform platform, ITestOutputHelper output)
{
    private static readonly int Kills = Number("VOUCHER_TEST_KILLS", 2);
    private static readonly int Events = Number("VOUCHER_TEST_EVENTS", 600);

    /// <summary>The lease of what was under way at the last kill has to run out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Each_voucher_is_told_of_however_often_Issuance_is_killed()
    {
        // So slow that something is under way at any time.
        await using var receiver = await Receiver.StartAsync(async (context, _) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(3));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        await using var merchant = await SubscribedMerchant.AddAsync(platform, receiver.Address, "voucher_issued");
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = Events * 10 });

        using var closing = new CancellationTokenSource();
        var tills = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SellAsync(campaign, closing.Token))));
        for (var kill = 1; kill <= Kills; kill++)
        {
            await receiver.WaitForAsync(Events / (Kills + 1) * kill, Patience);
            await platform.KillAsync("issuance");
        }
        await Eventually.IsTrueAsync(async () => await platform.Seeder.IssuedAsync(campaign) >= Events, Patience);
        await closing.CancelAsync();
        await tills;

        await Eventually.IsTrueAsync(async () => receiver.Received.Count >= (await CodesAsync(campaign)).Count && Told(receiver, campaign).SetEquals(await CodesAsync(campaign)), Patience);
        var issued = await CodesAsync(campaign);
        var left = await Eventually.HoldsAsync(() => DeliveriesAsync(merchant.SubscriptionId), states => states is { Pending: 0 }, Patience);

        output.WriteLine($"{Kills} kills, {issued.Count} vouchers, {receiver.Received.Count} attempts arrived, {left.Again} deliveries were begun more than once.");
        Assert.Equal(issued, Told(receiver, campaign));
        Assert.Equal((0, issued.Count), (left.Parked, left.Delivered));
        Assert.All(receiver.Received, got => Assert.True(got.IsSignedWith(merchant.Secret)));
        Assert.Equal(issued.Count, receiver.Received.Select(got => got.Id).Distinct().Count());
    }

    private async Task SellAsync(SeededCampaign campaign, CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            // As the contract asks of a till: after a failure not at once.
            if ((await platform.Pos.RequestAsync(campaign)).Status != HttpStatusCode.OK)
                await Task.Delay(100, CancellationToken.None);
        }
    }

    private static SortedSet<string> Told(Receiver receiver, SeededCampaign campaign) => new(
        receiver.Received.Select(got => got.Json.GetProperty("data")).Where(data => data.GetProperty("campaign_id").GetString() == campaign.Id)
            .Select(data => data.GetProperty("voucher_code").GetString()!),
        StringComparer.Ordinal);

    private async Task<SortedSet<string>> CodesAsync(SeededCampaign campaign)
    {
        await using var connection = await platform.IssuanceDatabase.OpenConnectionAsync();
        return new SortedSet<string>(
            await connection.QueryAsync<string>("SELECT code FROM issued_vouchers WHERE campaign_id = @Id", new { campaign.Id }), StringComparer.Ordinal);
    }

    private async Task<(int Pending, int Delivered, int Parked, int Again)> DeliveriesAsync(Guid subscriptionId)
    {
        await using var connection = await platform.IssuanceDatabase.OpenConnectionAsync();
        return await connection.QuerySingleAsync<(int, int, int, int)>(
            """
            SELECT count(*) FILTER (WHERE state = 'pending')::int, count(*) FILTER (WHERE state = 'delivered')::int,
                   count(*) FILTER (WHERE state = 'parked')::int, count(*) FILTER (WHERE attempts > 1)::int
            FROM deliveries WHERE subscription_id = @subscriptionId
            """,
            new { subscriptionId });
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : usual;
}
