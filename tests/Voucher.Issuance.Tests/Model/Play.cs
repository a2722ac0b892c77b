using System.Text;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Plays a story on the stage and against the model, and fails at the first difference.</summary>
internal sealed class Play
{
    private readonly Stage stage;
    private readonly Story story;
    private readonly Scene scene;
    private readonly ModelLedger ledger;
    private readonly List<Sleeper> sleepers = [];
    private readonly StringBuilder log = new();

    private Play(Stage stage, Story story)
    {
        (this.stage, this.story) = (stage, story);
        scene = new Scene(stage);
        ledger = new ModelLedger(
        [
            new(new Candidate(scene.CampaignId(0), "active", null, null, "Europe/Berlin")),
            new(new Candidate(scene.CampaignId(1), "active", null, story.Start.AddHours(30), "America/New_York")),
            new(new Candidate(scene.CampaignId(2), "active", story.Start.AddSeconds(-20), null, "UTC")),
        ]);
    }

    /// <summary>Plays a story to its end.</summary>
    /// <exception cref="StoryException">Something was not as the model has it.</exception>
    public static async Task RunAsync(Stage stage, Story story)
    {
        var play = new Play(stage, story);
        try
        {
            await play.BeginAsync();
            foreach (var step in story.Steps)
            {
                play.Note($"{step}");
                await play.TakeAsync(step);
            }
            await new Account(stage, play.scene, play.ledger).CloseAsync();
        }
        catch (Exception error)
        {
            throw new StoryException($"{error.Message}{Environment.NewLine}What was played:{Environment.NewLine}{play.log}", error);
        }
    }

    private async Task BeginAsync()
    {
        stage.Clock.Set(story.Start);
        for (var campaign = 0; campaign < Scene.Campaigns; campaign++)
            await AddCodesAsync(campaign, story.Codes[campaign]);
        await scene.OfferAsync([.. ledger.Campaigns.Select(campaign => campaign.Candidate)]);
    }

    private Task TakeAsync(Step step) => step switch
    {
        Step.Ask ask => AskAsync([ask.Order], [ask.Service], wipes: false),
        Step.Crowd crowd => AskAsync(crowd.Orders, [0, 1], crowd.Wipes),
        Step.Claim claim => ClaimAsync(claim.Campaign, claim.Order),
        Step.WriteLate late => sleepers.Count == 0 ? Task.CompletedTask : WriteLateAsync(late.Which % sleepers.Count),
        Step.Sweep => SweepAsync(),
        Step.Wipe => stage.WipeAsync(),
        Step.Restart => stage.RestartAsync(),
        Step.Refill refill => RefillAsync(refill),
        Step.SetPaused paused => SetPausedAsync(paused),
        Step.MoveClock move => MoveClock(move.By),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private async Task AskAsync(IReadOnlyList<Order> orders, int[] services, bool wipes)
    {
        // An order that stands in a crowd twice is asked for by two tills.
        var tills = orders.Select((order, till) => (Order: order with { }, Answer: scene.AskAsync(services[till % services.Length], order))).ToList();
        if (wipes)
            await stage.WipeAsync();
        await Task.WhenAll(tills.Select(till => till.Answer));
        var crowd = tills.Select(till => (till.Order, Answer: till.Answer.Result)).ToList();
        foreach (var (order, answer) in crowd)
            Note($"    {order} → {answer}");
        await LearnAsync(mayBuildTwice: wipes);
        new Verdict(scene, ledger, stage.Clock.GetUtcNow()).Judge(crowd);
        await ReleaseAsync(orders);
        // Whether Redis knows the campaigns now depends on who came first: let it know none.
        if (wipes)
            await stage.WipeAsync();
    }

    /// <summary>Learns which pools were built anew, so that what was claimed before is void, and what they have not read yet.</summary>
    private async Task LearnAsync(bool mayBuildTwice = false)
    {
        for (var number = 0; number < Scene.Campaigns; number++)
        {
            var campaign = ledger.Campaigns[number];
            campaign.NotLoaded = await scene.ReadThroughAsync(number) is { } through ? campaign.Codes.Count - (int)through : 0;
            var epoch = await stage.Service.ReadAsync<long?>(
                "SELECT epoch FROM pools WHERE campaign_id = @id", new { id = scene.CampaignId(number) }) ?? 0;
            if (epoch == campaign.Epoch)
                continue;
            Assert.InRange(epoch, campaign.Epoch + 1, campaign.Epoch + (mayBuildTwice ? 2 : 1));
            campaign.Epoch = epoch;
            campaign.InFlight.Clear();
        }
    }

    /// <summary>A request that was answered before may have found the claim that somebody made for it, and put it back.</summary>
    private async Task ReleaseAsync(IReadOnlyList<Order> orders)
    {
        foreach (var order in orders.Where(order => ledger.AnswerTo(order) is not null))
        {
            for (var number = 0; number < Scene.Campaigns; number++)
            {
                var campaign = ledger.Campaigns[number];
                if (campaign.InFlightOf(order) is { } sleeper && await scene.IsWarmAsync(number) && !await scene.IsInFlightAsync(number, sleeper.Claim))
                    campaign.InFlight.Remove(sleeper);
            }
        }
    }

    private async Task ClaimAsync(int number, Order order)
    {
        var campaign = ledger.Campaigns[number];
        var claim = await stage.Service.ClaimAsync(scene.CampaignId(number), scene.ClaimantOf(order));
        Note($"    → {claim?.Code ?? "none"}");
        await LearnAsync();
        if (claim is null)
        {
            Assert.InRange(campaign.RoomFor(order), int.MinValue, 0);
        }
        else if (campaign.InFlightOf(order) is { } same)
        {
            Assert.Equal(same.Claim, claim);
        }
        else if (campaign.Issued.Contains(claim.Code))
        {
            // Its own request's, which is not settled yet.
            Assert.Equal(claim.Code, ledger.AnswerTo(order)?.Code);
        }
        else
        {
            Assert.Contains(claim.Code, campaign.Codes);
            Assert.DoesNotContain(claim.Code, campaign.InFlight.Select(sleeper => sleeper.Claim.Code));
            var sleeper = new Sleeper(number, claim, order);
            campaign.InFlight.Add(sleeper);
            sleepers.Add(sleeper);
        }
    }

    private async Task WriteLateAsync(int which)
    {
        var (number, claim, order) = sleepers[which];
        var campaign = ledger.Campaigns[number];
        var now = stage.Clock.GetUtcNow();
        var outcome = await stage.Service.WriteAsync(new LedgerEntry(
            claim, scene.DistributorId(order.Distributor), Scene.TerminalId(order.Terminal), scene.CategoryId(order.Categories[0]),
            Scene.ProductId(order.Product), Scene.KeyOf(order.Key), FingerprintOf(order), now, campaign.Candidate.EndAt));
        Note($"    {order} of campaign {number}, {claim.Code} → {outcome.GetType().Name}");
        var expected = ledger.AnswerTo(order) is { } answered ? $"AlreadyAnswered {answered.Code}"
            : campaign.Issued.Contains(claim.Code) ? "CodeIsIssued"
            : campaign.InFlight.Contains(sleepers[which]) ? $"Issued {claim.Code}"
            : "Lapsed";
        Assert.Equal(expected, outcome switch
        {
            LedgerOutcome.Issued issued => $"Issued {issued.Voucher.Code}",
            LedgerOutcome.AlreadyAnswered earlier => $"AlreadyAnswered {earlier.Voucher.Code}",
            _ => outcome.GetType().Name,
        });
        campaign.InFlight.Remove(sleepers[which]);
        if (outcome is LedgerOutcome.Issued)
            ledger.Add(new ModelRow(number, claim.Code, order, order.Categories[0], now));
        // What was written is not settled: its writer has died since. The others do as the service does.
        if (outcome is LedgerOutcome.Lapsed or LedgerOutcome.AlreadyAnswered { CodeIsFree: true })
            await stage.Service.Get<PutBackCode>().PutBackAsync(claim);
        sleepers.RemoveAt(which);
    }

    private byte[]? FingerprintOf(Order order) => order.Key is null
        ? null
        : RequestFingerprint.Of(new VoucherRequest(
            scene.DistributorId(order.Distributor), Scene.TerminalId(order.Terminal), scene.CategoryId(order.Categories[0]),
            Scene.ProductId(order.Product), Scene.KeyOf(order.Key)));

    private async Task SweepAsync()
    {
        for (var number = 0; number < Scene.Campaigns; number++)
        {
            if (!await scene.IsWarmAsync(number))
                continue;
            await scene.SweepAsync(number);
            ledger.Campaigns[number].InFlight.Clear();
        }
    }

    private async Task RefillAsync(Step.Refill refill)
    {
        await AddCodesAsync(refill.Campaign, refill.Codes);
        await scene.LoadAsync(refill.Campaign);
    }

    private async Task AddCodesAsync(int number, int count)
    {
        var codes = ledger.Campaigns[number].Codes;
        var first = codes.Count + 1;
        Assert.Equal(count, await stage.Service.AddCodesAsync(scene.CampaignId(number), first, count));
        codes.UnionWith(Enumerable.Range(first, count).Select(IssuanceService.CodeOf));
    }

    private Task SetPausedAsync(Step.SetPaused paused)
    {
        var campaign = ledger.Campaigns[paused.Campaign];
        campaign.Candidate = campaign.Candidate with { State = paused.IsPaused ? "paused" : "active" };
        return scene.OfferAsync([.. ledger.Campaigns.Select(each => each.Candidate)]);
    }

    private Task MoveClock(TimeSpan by)
    {
        stage.Clock.Move(by);
        return Task.CompletedTask;
    }

    private void Note(string text) => log.Append("  ").AppendLine(text);
}

/// <summary>A story did not end as the model has it.</summary>
public sealed class StoryException(string message, Exception inner) : Exception(message, inner);
