using System.Net;
using Voucher.AppHost.Tests.Load;
using Voucher.TestStores;

namespace Voucher.AppHost.Tests.Resilience;

[Collection(Platform.Name)]
public sealed class KilledIssuanceTests(Platform platform)
{
    private const int Tills = 32;
    private const int Kills = 3;

    private int sold;

    [Fact]
    public async Task Tills_that_retry_get_one_voucher_a_sale_however_often_Issuance_is_killed()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 40_000 });

        using var closing = new CancellationTokenSource();
        var sales = Task.WhenAll(Enumerable.Range(0, Tills).Select(till => Task.Run(() => SellAsync(campaign, till, closing.Token))));
        for (var i = 0; i < Kills; i++)
        {
            var wanted = Volatile.Read(ref sold) + 200;
            await Eventually.IsTrueAsync(() => Task.FromResult(Volatile.Read(ref sold) >= wanted), TimeSpan.FromSeconds(60));
            await platform.KillAsync("issuance");
        }
        await closing.CancelAsync();
        var first = (await sales).SelectMany(answers => answers).ToList();
        var asked = first.TakeLast(500).ToList();
        var again = await Task.WhenAll(asked.Select(sale => platform.Pos.RequestAsync(campaign, request => request.SetHeader(Pos.IdempotencyKey, sale.Key))));

        Assert.Equal(first.Count, first.Select(sale => sale.Answer).DifferentCodes().Count);
        Assert.Equal(asked.Select(sale => sale.Answer.Body), again.Select(answer => answer.Body));
        Assert.Equal(first.Count, await platform.Seeder.IssuedAsync(campaign));
    }

    /// <summary>A till: each sale has a key, and is asked for until there is a voucher.</summary>
    private async Task<List<(string Key, PosAnswer Answer)>> SellAsync(SeededCampaign campaign, int till, CancellationToken closing)
    {
        var sales = new List<(string, PosAnswer)>();
        for (var sale = 0; !closing.IsCancellationRequested; sale++)
        {
            var key = $"{campaign.Id}-{till}-{sale}";
            PosAnswer answer;
            do
            {
                answer = await platform.Pos.RequestAsync(campaign, request => request.SetHeader(Pos.IdempotencyKey, key));
                Assert.True(answer.Status is HttpStatusCode.OK or >= HttpStatusCode.InternalServerError, $"{answer.Status}: {answer.Body}");
                // As the contract asks of a till: not at once.
                if (answer.Status != HttpStatusCode.OK)
                    await Task.Delay(50, CancellationToken.None);
            }
            while (answer.Status != HttpStatusCode.OK);
            sales.Add((key, answer));
            Interlocked.Increment(ref sold);
        }
        return sales;
    }
}
