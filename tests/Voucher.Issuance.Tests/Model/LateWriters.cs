using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Those who claim codes and write their vouchers late, or never: processes that were stopped in the middle of a request.</summary>
internal sealed class LateWriters(Stage stage, Scene scene, ModelLedger ledger, Pools pools)
{
    private readonly List<Sleeper> sleepers = [];

    /// <summary>Claims a code for an order, whatever the campaign's state; tells what came of it.</summary>
    public async Task<string> ClaimAsync(int number, Order order)
    {
        var campaign = ledger.Campaigns[number];
        var now = stage.Clock.GetUtcNow();
        var (claim, refusal) = await stage.Service.ClaimAsync(
            campaign.Candidate, scene.DistributorId(order.Distributor), Scene.TerminalId(order.Terminal), scene.ClaimantOf(order));
        await pools.LearnAsync();
        campaign.NoteAsked(order.Distributor, now);
        if (claim is null)
            Assert.True(campaign.RoomFor(order, now) <= 0, $"campaign {number} has room for {order} and refused it: {refusal}");
        else if (campaign.InFlightOf(order) is { } same)
            Assert.Equal(same.Claim, claim);
        else if (campaign.Issued.Contains(claim.Code))
            Assert.Equal(claim.Code, ledger.AnswerTo(order)?.Code);
        else
            Add(new Sleeper(number, claim, order), now);
        return claim?.Code ?? refusal!;
    }

    private void Add(Sleeper sleeper, DateTimeOffset now)
    {
        var campaign = ledger.Campaigns[sleeper.Campaign];
        Assert.Contains(sleeper.Claim.Code, campaign.Codes.Keys);
        Assert.DoesNotContain(sleeper.Claim.Code, campaign.InFlight.Select(other => other.Claim.Code));
        Assert.Equal((now, campaign.DayOf(now)), (sleeper.Claim.Claimant.At, sleeper.Claim.Claimant.Day));
        var served = campaign.ServedAround(campaign.DayOf(now));
        campaign.InFlight.Add(sleeper);
        sleepers.Add(sleeper);
        var left = campaign.LimitsOn(sleeper.Order, campaign.DayOf(now), now, served.Any(other => other != sleeper.Order.Distributor));
        Assert.True(left.All(number => number >= 0), $"{sleeper.Order} exceeds a limit of campaign {sleeper.Campaign}");
    }

    /// <summary>Writes the voucher of one who has claimed; tells what came of it.</summary>
    public async Task<string> WriteAsync(int which)
    {
        if (sleepers.Count == 0)
            return "nobody";
        var sleeper = sleepers[^(1 + (which % sleepers.Count))];
        sleepers.Remove(sleeper);
        var (number, claim, order) = sleeper;
        var campaign = ledger.Campaigns[number];
        var expected = ExpectedOf(sleeper);
        var outcome = await stage.Service.WriteAsync(scene.EntryOf(order, claim, campaign.Candidate.EndAt));
        Assert.Equal(expected, outcome switch
        {
            LedgerOutcome.Issued issued => $"Issued {issued.Voucher.Code}",
            LedgerOutcome.AlreadyAnswered earlier => $"AlreadyAnswered {earlier.Voucher.Code}",
            _ => outcome.GetType().Name,
        });
        campaign.InFlight.Remove(sleeper);
        if (outcome is LedgerOutcome.Issued)
            ledger.Add(number, claim.Code, order, order.Categories[0], claim.Claimant.At, writtenAt: claim.Claimant.At);
        await GiveBackAsync(claim, outcome);
        return $"{order} of campaign {number}: {expected}";
    }

    private string ExpectedOf(Sleeper sleeper)
    {
        var campaign = ledger.Campaigns[sleeper.Campaign];
        if (ledger.AnswerTo(sleeper.Order) is { } answered)
            return $"AlreadyAnswered {answered.Code}";
        if (campaign.InFlight.Contains(sleeper))
            return $"Issued {sleeper.Claim.Code}";
        // A code that came back has another place since; this one is taken for ever.
        var isTaken = campaign.Rows.Any(row => row.Seq == sleeper.Claim.Seq);
        return isTaken ? nameof(LedgerOutcome.CodeIsIssued) : nameof(LedgerOutcome.Lapsed);
    }

    /// <summary>As the service does, except that what was written is not settled: its writer has died since.</summary>
    private Task GiveBackAsync(Claim claim, LedgerOutcome outcome)
    {
        var putBack = stage.Service.Get<PutBackCode>();
        return outcome switch
        {
            LedgerOutcome.Lapsed or LedgerOutcome.AlreadyAnswered { GiveBack: GiveBack.CodeAndCounts } => putBack.PutBackAsync(claim),
            LedgerOutcome.CodeIsIssued or LedgerOutcome.AlreadyAnswered { GiveBack: GiveBack.Counts } => putBack.UncountAsync(claim),
            _ => Task.CompletedTask,
        };
    }
}
