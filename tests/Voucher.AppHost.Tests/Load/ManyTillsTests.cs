using System.Net;

namespace Voucher.AppHost.Tests.Load;

[Collection(Platform.Name)]
public sealed class ManyTillsTests(Platform platform)
{
    [Fact]
    public async Task Ten_thousand_requests_for_five_thousand_codes_get_each_code_once()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 5_000 });

        var answers = await platform.AskAsync(campaign, clients: 64, requests: 10_000);

        var byStatus = answers.CountBy(answer => answer.Status).OrderBy(pair => pair.Key);
        Assert.Equal([KeyValuePair.Create(HttpStatusCode.OK, 5_000), KeyValuePair.Create(HttpStatusCode.Conflict, 5_000)], byStatus);
        Assert.Equal(campaign.Codes.Order(), answers.DifferentCodes().Order());
        Assert.Equal(5_000, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task Two_hundred_parallel_calls_with_one_key_get_one_code()
    {
        var campaign = await platform.Seeder.AddAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(
            () => platform.Pos.RequestAsync(campaign, request => request.SetHeader(Pos.IdempotencyKey, "one-sale")))));

        Assert.All(answers, answer => answer.AssertIssued(campaign));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }
}
