using System.Net;

namespace Voucher.AppHost.Tests.ContractS0;

[Collection(Platform.Name)]
public class IdempotencyKeyTests(Platform platform)
{
    private static string NewKey() => Guid.NewGuid().ToString();

    private Task<PosAnswer> RequestAsync(SeededCampaign campaign, string key) =>
        platform.Pos.RequestAsync(campaign, request => request.SetHeader(Pos.IdempotencyKey, key));

    [Fact]
    public async Task A_replay_answers_the_very_same_body_and_says_so()
    {
        var campaign = await platform.Seeder.AddAsync();
        var key = NewKey();

        var first = (await RequestAsync(campaign, key)).AssertIssued(campaign);
        var second = await RequestAsync(campaign, key);

        Assert.Equal((HttpStatusCode.OK, first.Body), (second.Status, second.Body));
        Assert.Equal((null, "true"), (first.ReplayedHeader, second.ReplayedHeader));
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }

    [Fact]
    public async Task Without_a_key_or_with_another_one_there_is_another_code()
    {
        var campaign = await platform.Seeder.AddAsync();

        var answers = new[]
        {
            await RequestAsync(campaign, NewKey()),
            await RequestAsync(campaign, NewKey()),
            await platform.Pos.RequestAsync(campaign),
            await platform.Pos.RequestAsync(campaign),
        };

        Assert.Equal(4, answers.Select(answer => answer.AssertIssued(campaign).Code).Distinct().Count());
        Assert.All(answers, answer => Assert.Null(answer.ReplayedHeader));
    }

    [Theory]
    [InlineData("terminal_id")]
    [InlineData("trigger_category_id")]
    [InlineData("trigger_product_id")]
    public async Task The_same_key_with_other_parameters_is_400(string field)
    {
        var campaign = await platform.Seeder.AddAsync();
        var other = await platform.Seeder.AddAsync();
        var key = NewKey();
        (await RequestAsync(campaign, key)).AssertIssued(campaign);
        var body = Pos.GoodBody(campaign.CategoryId);
        body[field] = field == "trigger_category_id" ? other.CategoryId : "another";

        (await platform.Pos.SendAsync(body.ToJsonString(), request => request.SetHeader(Pos.IdempotencyKey, key))).AssertInvalid();

        Assert.Equal((1, 0), (await platform.Seeder.IssuedAsync(campaign), await platform.Seeder.IssuedAsync(other)));
    }

    [Fact]
    public async Task The_order_of_fields_and_unknown_ones_are_no_other_parameters()
    {
        var campaign = await platform.Seeder.AddAsync();
        var key = NewKey();
        var first = (await RequestAsync(campaign, key)).AssertIssued(campaign);
        var reordered = $$"""
            { "trigger_product_id": "PaySafeCard", "attempt": 2,
              "trigger_category_id": "{{campaign.CategoryId}}", "terminal_id": "AT-998877", "distributor_id": "DIST-001" }
            """;

        var second = await platform.Pos.SendAsync(reordered, request => request.SetHeader(Pos.IdempotencyKey, key));

        Assert.Equal((HttpStatusCode.OK, first.Body, "true"), (second.Status, second.Body, second.ReplayedHeader));
    }

    [Fact]
    public async Task Two_distributors_may_use_one_key()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { DistributorIds = [Distributor.First.Id, Distributor.Second.Id] });
        var key = NewKey();
        var first = (await RequestAsync(campaign, key)).AssertIssued(campaign);

        var second = await platform.Pos.SendAsync(Pos.GoodBody(campaign.CategoryId, Distributor.Second.Id).ToJsonString(), request =>
        {
            request.ShowToken(Distributor.Second.Token);
            request.SetHeader(Pos.IdempotencyKey, key);
        });

        Assert.NotEqual(first.Code, second.AssertIssued(campaign).Code);
        Assert.Null(second.ReplayedHeader);
    }

    [Fact]
    public async Task A_refusal_is_not_remembered()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { State = "paused" });
        var key = NewKey();
        (await RequestAsync(campaign, key)).AssertUnavailable();
        await using (var resume = platform.CampaignsDatabase.CreateCommand($"UPDATE campaigns SET state = 'active' WHERE id = '{campaign.Id}'"))
            await resume.ExecuteNonQueryAsync();

        var answer = await TestStores.Eventually.HoldsAsync(() => RequestAsync(campaign, key), answer => answer.Status != HttpStatusCode.Conflict);

        Assert.Null(answer.AssertIssued(campaign).ReplayedHeader);
    }

    [Fact]
    public async Task Parallel_replays_get_one_voucher_and_one_of_them_is_the_first()
    {
        var campaign = await platform.Seeder.AddAsync(new CampaignPlan { Codes = 100 });
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RequestAsync(campaign, key)));

        Assert.All(answers, answer => answer.AssertIssued(campaign));
        Assert.Single(answers.Select(answer => answer.Body).Distinct());
        Assert.Single(answers, answer => answer.ReplayedHeader is null);
        Assert.Equal(1, await platform.Seeder.IssuedAsync(campaign));
    }

    public static TheoryData<string, string> GoodKeys => new()
    {
        { "1 character", "k" },
        { "255 characters", new string('k', 255) },
        { "signs", "a b!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" },
    };

    [Theory]
    [MemberData(nameof(GoodKeys))]
    public async Task A_key_has_1_to_255_printable_characters(string what, string key)
    {
        Assert.NotEmpty(what);
        var campaign = await platform.Seeder.AddAsync();
        var unique = key.Length == 255 ? NewKey() + key[36..] : key;

        var first = (await RequestAsync(campaign, unique)).AssertIssued(campaign);

        Assert.Equal(first.Body, (await RequestAsync(campaign, unique)).Body);
    }

    public static TheoryData<string, string> BadKeys => new()
    {
        { "empty", "" },
        { "256 characters", new string('k', 256) },
        { "beyond ASCII", "schlüssel" },
        { "a tab inside", "a\tb" },
    };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task Another_key_is_400(string what, string key)
    {
        Assert.NotEmpty(what);
        var campaign = await platform.Seeder.AddAsync();

        (await RequestAsync(campaign, key)).AssertInvalid();

        Assert.Equal(0, await platform.Seeder.IssuedAsync(campaign));
    }
}
