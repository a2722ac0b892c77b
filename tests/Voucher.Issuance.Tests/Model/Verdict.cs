using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Says whether what tills read, one or several at the same time, is what they had to read, and tells the model.</summary>
internal sealed class Verdict(Scene scene, ModelLedger ledger, DateTimeOffset now)
{
    public void Judge(IReadOnlyList<(Order Order, Answer Answer)> crowd)
    {
        var wasAnswered = crowd.Select(said => ledger.AnswerTo(said.Order) is not null).ToList();
        foreach (var (order, answer) in crowd)
        {
            if (answer is { Status: HttpStatusCode.OK, IsReplay: false })
                ledger.Add(ReadNew(order, answer.Body));
        }
        for (var i = 0; i < crowd.Count; i++)
        {
            var (order, answer) = crowd[i];
            switch (answer)
            {
                case { Status: HttpStatusCode.OK, IsReplay: true }:
                    AssertReplay(order, answer.Body);
                    break;
                case { Status: HttpStatusCode.BadRequest }:
                    Assert.True(ledger.AnswerTo(order) is { } other && other.Order.Parameters != order.Parameters, $"{order} had to be served, not {answer}");
                    break;
                case { Status: HttpStatusCode.Conflict }:
                    Assert.False(wasAnswered[i], $"{order} had to be replayed, not declined");
                    ledger.Declined++;
                    AssertNoRoom(order, crowd, wasAnswered, _ => true);
                    break;
                case { Status: HttpStatusCode.OK }:
                    var served = ledger.Rows.Single(row => row.Body == answer.Body);
                    AssertNoRoom(order, crowd, wasAnswered, earlier => earlier != (served.Category, served.Campaign));
                    break;
                default:
                    Assert.Fail($"{order} was answered {answer}");
                    break;
            }
        }
    }

    /// <summary>Candidates that were passed over have nothing left, but for what replays that ran at the same time had in hand for a moment.</summary>
    private void AssertNoRoom(
        Order order, IReadOnlyList<(Order Order, Answer Answer)> crowd, List<bool> wasAnswered, Func<(int Category, int Campaign), bool> wasPassedOver)
    {
        foreach (var candidate in ledger.CandidatesOf(order, now).TakeWhile(wasPassedOver))
        {
            var inHand = crowd.Where((said, at) => !ReferenceEquals(said.Order, order) && TakesAndGivesBack(said.Order, wasAnswered[at], crowd)
                && ledger.CandidatesOf(said.Order, now).Any(other => other.Campaign == candidate.Campaign)).Count();
            var room = ledger.Campaigns[candidate.Campaign].RoomFor(order);
            Assert.True(room <= inHand, $"campaign {candidate.Campaign} passed over {order} and has room for {room}");
        }
    }

    private static bool TakesAndGivesBack(Order order, bool wasAnswered, IReadOnlyList<(Order Order, Answer Answer)> crowd) =>
        wasAnswered || (order.Key is not null && crowd.Count(said => (said.Order.Distributor, said.Order.Key) == (order.Distributor, order.Key)) > 1);

    private void AssertReplay(Order order, string body)
    {
        var row = ledger.AnswerTo(order);
        Assert.True(row is not null && row.Order.Parameters == order.Parameters, $"{order} was answered by the voucher of {row?.Order}");
        AssertBody(row!, body);
    }

    private ModelRow ReadNew(Order order, string body)
    {
        var json = JsonNode.Parse(body)!;
        var candidate = ledger.CandidatesOf(order, now).SingleOrDefault(
            candidate => scene.CampaignId(candidate.Campaign) == (string?)json["campaign_id"], (Category: -1, Campaign: -1));
        Assert.True(candidate.Campaign >= 0, $"{order} was served by a campaign that is none for it: {body}");
        var row = new ModelRow(candidate.Campaign, (string)json["voucher_code"]!, order, candidate.Category, now);
        AssertBody(row, body);
        return row;
    }

    /// <summary>The first time a body has to say the truth, later it has to be the very same.</summary>
    private void AssertBody(ModelRow row, string body)
    {
        if (row.Body is null)
        {
            var expected = new JsonObject
            {
                ["campaign_id"] = scene.CampaignId(row.Campaign),
                ["voucher_code"] = row.Code,
                ["expiry_date"] = ledger.Campaigns[row.Campaign].Candidate.EndAt is { } end ? Format(end) : "",
                ["issued_at"] = Format(row.IssuedAt),
            };
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body)), $"{body} is not {expected.ToJsonString()}");
            row.Body = body;
        }
        Assert.Equal(row.Body, body);
    }

    private static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
