using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.Issuance.Tests.Model;

/// <summary>The tills of both distributors.</summary>
internal sealed class Tills(Stage stage, Scene scene, ModelLedger ledger, Pools pools, Action<string> note)
{
    /// <summary>Tills ask for vouchers at the same time, the n-th one at the n-th of these services, round and round; what they read is judged.</summary>
    public async Task AskAsync(IReadOnlyList<Order> orders, int[] services, bool wipes)
    {
        var now = stage.Clock.GetUtcNow();
        var held = ledger.Campaigns.SelectMany(campaign => campaign.InFlight).ToList();
        // An order that stands in a crowd twice is asked for by two tills.
        var asking = orders.Select(order => order with { }).ToList();
        var asked = asking.Select((order, till) => SendAsync(services[till % services.Length], order)).ToList();
        if (wipes)
            await stage.WipeAsync();
        var answers = await Task.WhenAll(asked);
        for (var till = 0; till < answers.Length; till++)
            note($"    {asking[till]} → {answers[till]}");
        await pools.LearnAsync(mayBuildTwice: wipes);
        foreach (var order in asking)
        {
            await pools.ReleaseAsync(order);
            foreach (var (_, campaign) in ledger.CandidatesOf(order, now))
                ledger.Campaigns[campaign].NoteAsked(order.Distributor, now);
        }
        new Verdict(scene, ledger, now, held).Judge([.. asking.Zip(answers)]);
        // Whether Redis knows the campaigns now depends on who came first: let it know none.
        if (wipes)
            await stage.WipeAsync();
    }

    /// <summary>A till confirms the voucher of a request; what it reads is judged.</summary>
    public async Task ConfirmAsync(Step.Confirm confirm)
    {
        var now = stage.Clock.GetUtcNow();
        var key = Scene.KeyOf(confirm.Key);
        var answer = await stage.SendAsync(
            confirm.Service, "/api/v1/voucher/confirm", scene.TokenOf(confirm.Distributor), new JsonObject { ["request_id"] = key }, key: null);
        note($"    → {answer}");
        var row = ledger.AnswerTo(confirm.Distributor, confirm.Key);
        if (row is { ConfirmBy: null })
            row.ConfirmedAt = row.IssuedAt;
        else if (row is { ConfirmedAt: null } && !row.HasLapsed(now))
            row.ConfirmedAt = now;
        Assert.Equal(row is null ? HttpStatusCode.NotFound : row.ConfirmedAt is null ? HttpStatusCode.Conflict : HttpStatusCode.OK, answer.Status);
        if (answer.Status != HttpStatusCode.OK)
            return;
        var expected = new JsonObject
        {
            ["status"] = "confirmed",
            ["request_id"] = key,
            ["campaign_id"] = scene.CampaignId(row!.Campaign),
            ["issued_at"] = Scene.TextOf(row.IssuedAt),
            ["confirmed_at"] = Scene.TextOf(row.ConfirmedAt!.Value),
        };
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(answer.Body)), $"{answer.Body} is not {expected.ToJsonString()}");
    }

    private Task<Answer> SendAsync(int service, Order order)
    {
        var header = order is { IsOrdered: false, Key: { } key } ? Scene.KeyOf(key) : null;
        return stage.SendAsync(service, "/api/v1/voucher/request", scene.TokenOf(order.Distributor), scene.BodyOf(order), header);
    }
}
