using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Says whether what tills read, one or several at the same time, is what they had to read, and tells the model.</summary>
/// <param name="scene">Where it was.</param>
/// <param name="ledger">The model.</param>
/// <param name="now">When it was.</param>
/// <param name="held">The claims that were in flight for the orders when the tills asked.</param>
internal sealed class Verdict(Scene scene, ModelLedger ledger, DateTimeOffset now, IReadOnlyList<Sleeper> held)
{
    public void Judge(IReadOnlyList<(Order Order, Answer Answer)> crowd)
    {
        var wasAnswered = crowd.Select(said => ledger.AnswerTo(said.Order) is not null).ToList();
        var served = AddServed(crowd);
        for (var i = 0; i < crowd.Count; i++)
        {
            var (order, answer) = crowd[i];
            switch (answer)
            {
                case { Status: HttpStatusCode.OK, IsReplay: true }:
                    AssertReplay(order, answer.Body);
                    break;
                case { Status: HttpStatusCode.OK }:
                    AssertNoRoom(order, crowd, wasAnswered, earlier => earlier != (served[order].Category, served[order].Campaign));
                    break;
                case { Status: HttpStatusCode.BadRequest }:
                    Assert.True(ledger.AnswerTo(order) is { } other && other.Order.Parameters != order.Parameters, $"{order} had to be served, not {answer}");
                    break;
                case { Status: HttpStatusCode.Conflict }:
                    ledger.Declined++;
                    if (ledger.AnswerTo(order) is { } lapsed && lapsed.Order.Parameters == order.Parameters && lapsed.HasLapsed(now))
                        break;
                    Assert.False(wasAnswered[i], $"{order} had to be replayed, not declined");
                    AssertNoRoom(order, crowd, wasAnswered, _ => true);
                    break;
                default:
                    Assert.Fail($"{order} was answered {answer}");
                    break;
            }
        }
    }

    /// <summary>Adds the new vouchers. Those whose codes were claimed now exceed no limit.</summary>
    private Dictionary<Order, ModelRow> AddServed(IReadOnlyList<(Order Order, Answer Answer)> crowd)
    {
        var others = ledger.Campaigns.Select(campaign => campaign.ServedAround(campaign.DayOf(now))).ToList();
        var served = new Dictionary<Order, ModelRow>(ReferenceEqualityComparer.Instance);
        foreach (var (order, answer) in crowd.Where(said => said.Answer is { Status: HttpStatusCode.OK, IsReplay: false }))
            served.Add(order, ReadNew(order, answer.Body));
        foreach (var row in served.Values.Where(row => ClaimBefore(row.Order, row.Campaign, row.Code) is null))
        {
            var isShareBinding = others[row.Campaign].Any(distributor => distributor != row.Order.Distributor);
            var left = ledger.Campaigns[row.Campaign].LimitsOn(row.Order, row.Day, now, isShareBinding);
            Assert.True(left.All(number => number >= 0), $"{row.Order} exceeds a limit of campaign {row.Campaign}");
        }
        return served;
    }

    /// <summary>Candidates that were passed over have nothing left, but for what replays that ran at the same time had in hand for a moment.</summary>
    private void AssertNoRoom(
        Order order, IReadOnlyList<(Order Order, Answer Answer)> crowd, List<bool> wasAnswered, Func<(int Category, int Campaign), bool> wasPassedOver)
    {
        foreach (var candidate in ledger.CandidatesOf(order, now).TakeWhile(wasPassedOver))
        {
            var inHand = crowd.Where((said, at) => !ReferenceEquals(said.Order, order) && TakesAndGivesBack(said.Order, wasAnswered[at], crowd)
                && ledger.CandidatesOf(said.Order, now).Any(other => other.Campaign == candidate.Campaign)).Count();
            var room = ledger.Campaigns[candidate.Campaign].RoomFor(order, now);
            Assert.True(room <= inHand, $"campaign {candidate.Campaign} passed over {order} and has room for {room}");
        }
    }

    private static bool TakesAndGivesBack(Order order, bool wasAnswered, IReadOnlyList<(Order Order, Answer Answer)> crowd) =>
        wasAnswered || (order.Key is not null && crowd.Count(said => (said.Order.Distributor, said.Order.Key) == (order.Distributor, order.Key)) > 1);

    private void AssertReplay(Order order, string body)
    {
        var row = ledger.AnswerTo(order);
        Assert.True(row is not null && row.Order.Parameters == order.Parameters, $"{order} was answered by the voucher of {row?.Order}");
        Assert.False(row!.HasLapsed(now), $"{order} was answered a voucher that was not confirmed in time");
        AssertBody(row, body);
    }

    private ModelRow ReadNew(Order order, string body)
    {
        var json = JsonNode.Parse(body)!;
        var candidate = ledger.CandidatesOf(order, now).FirstOrDefault(
            candidate => scene.CampaignId(candidate.Campaign) == (string?)json["campaign_id"]
                && (!order.IsOrdered || scene.CategoryId(candidate.Category) == (string?)json["category_id"]),
            (Category: -1, Campaign: -1));
        Assert.True(candidate.Campaign >= 0, $"{order} was served by a campaign that is none for it: {body}");
        var code = (string)json["voucher_code"]!;
        // A claim that was in flight for the order is its voucher now, and may be settled a little later.
        var claimed = ClaimBefore(order, candidate.Campaign, code);
        if (claimed is not null)
            ledger.Campaigns[candidate.Campaign].InFlight.Remove(claimed);
        var row = ledger.Add(candidate.Campaign, code, order, candidate.Category, claimed?.Claim.Claimant.At ?? now, writtenAt: now);
        AssertBody(row, body);
        return row;
    }

    private Sleeper? ClaimBefore(Order order, int campaign, string code) =>
        held.FirstOrDefault(sleeper => sleeper.Campaign == campaign && sleeper.Claim.Code == code && sleeper.IsFor(order));

    /// <summary>The first time a body has to say the truth, later it has to be the very same.</summary>
    private void AssertBody(ModelRow row, string body)
    {
        if (row.Body is null)
        {
            var expected = scene.BodyOf(row, ledger.Campaigns[row.Campaign].Candidate.EndAt);
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), $"{body} is not {expected.ToJsonString()}");
            row.Body = body;
        }
        Assert.Equal(row.Body, body);
    }
}
