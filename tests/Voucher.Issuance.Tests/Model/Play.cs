using System.Globalization;
using System.Text;
using Voucher.Issuance.Confirmation;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Matching;

namespace Voucher.Issuance.Tests.Model;

/// <summary>Plays a story on the stage and against the model, and fails at the first difference.</summary>
internal sealed class Play
{
    /// <summary>Every so many codes comes with a serial number of its own.</summary>
    private const int WithSerial = 3;

    private readonly Stage stage;
    private readonly Story story;
    private readonly Scene scene = new();
    private readonly ModelLedger ledger;
    private readonly Pools pools;
    private readonly Tills tills;
    private readonly LateWriters lateWriters;
    private readonly StringBuilder log = new();

    private Play(Stage stage, Story story)
    {
        (this.stage, this.story) = (stage, story);
        ledger = new ModelLedger(
        [
            new(new Candidate(scene.CampaignId(0), "active", null, null, "Europe/Berlin", Limits: story.Campaigns[0].Limits)),
            new(new Candidate(scene.CampaignId(1), "active", null, story.Start.AddHours(30), "America/New_York", Limits: story.Campaigns[1].Limits)),
            new(new Candidate(scene.CampaignId(2), "active", story.Start.AddSeconds(-20), null, "UTC", Limits: story.Campaigns[2].Limits)),
        ]);
        pools = new Pools(stage, scene, ledger);
        tills = new Tills(stage, scene, ledger, pools, Note);
        lateWriters = new LateWriters(stage, scene, ledger, pools);
    }

    /// <summary>Plays a story to its end.</summary>
    /// <exception cref="StoryException">Something was not as the model has it.</exception>
    public static async Task RunAsync(Stage stage, Story story)
    {
        var play = new Play(stage, story);
        try
        {
            stage.Clock.Set(story.Start);
            for (var number = 0; number < Scene.Campaigns; number++)
                await play.AddCodesAsync(number, story.Campaigns[number].Codes);
            await play.OfferAsync();
            foreach (var step in story.Steps)
            {
                play.Note($"{step}");
                await play.TakeAsync(step);
            }
            await new Account(stage, play.scene, play.ledger, play.pools, play.tills).CloseAsync();
        }
        catch (Exception error)
        {
            throw new StoryException($"{error.Message}{Environment.NewLine}What was played:{Environment.NewLine}{play.log}", error);
        }
    }

    private async Task TakeAsync(Step step)
    {
        switch (step)
        {
            case Step.Ask ask:
                await tills.AskAsync([ask.Order], [ask.Service], wipes: false);
                break;
            case Step.Crowd crowd:
                await tills.AskAsync(crowd.Orders, [0, 1], crowd.Wipes);
                break;
            case Step.Confirm confirm:
                await tills.ConfirmAsync(confirm);
                break;
            case Step.Return:
                await stage.Service.Get<ReturnVouchers>().RunOnceAsync(default);
                ledger.Return(stage.Clock.GetUtcNow());
                break;
            case Step.Claim claim:
                Note($"    → {await lateWriters.ClaimAsync(claim.Campaign, claim.Order)}");
                break;
            case Step.WriteLate late:
                Note($"    → {await lateWriters.WriteAsync(late.Which)}");
                break;
            case Step.Sweep:
                await pools.SweepAsync();
                break;
            case Step.Wipe:
                await stage.WipeAsync();
                break;
            case Step.Restart:
                await stage.RestartAsync();
                break;
            case Step.MoveClock move:
                stage.Clock.Move(move.By);
                break;
            default:
                await OperateAsync(step);
                break;
        }
    }

    private async Task OperateAsync(Step step)
    {
        switch (step)
        {
            case Step.Refill refill:
                await AddCodesAsync(refill.Campaign, refill.Codes);
                await pools.LoadAsync(refill.Campaign);
                break;
            case Step.SetPaused set:
                await ChangeAsync(set.Campaign, candidate => candidate with { State = set.IsPaused ? "paused" : "active" });
                break;
            case Step.SetLimits set:
                await ChangeAsync(set.Campaign, candidate => candidate with { Limits = set.Limits });
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step));
        }
    }

    private async Task AddCodesAsync(int number, int count)
    {
        var campaign = ledger.Campaigns[number];
        var codes = Enumerable.Range(campaign.Codes.Count + 1, count).Select(n => new NewCode(
            IssuanceService.CodeOf(n), n % WithSerial == 0 ? string.Create(CultureInfo.InvariantCulture, $"SN-{n}") : null)).ToList();
        Assert.Equal(count, await stage.Service.Get<AddCodes>().AddAsync(scene.CampaignId(number), codes, default));
        codes.ForEach(code => campaign.AddCode(code.Code, code.SerialNumber));
    }

    private Task ChangeAsync(int number, Func<Candidate, Candidate> change)
    {
        var campaign = ledger.Campaigns[number];
        campaign.Candidate = change(campaign.Candidate);
        return OfferAsync();
    }

    private Task OfferAsync() => stage.SetAsync(Scene.Offers.Select(
        (offered, category) => (scene.CategoryId(category), offered.Select(number => ledger.Campaigns[number].Candidate).ToArray())));

    private void Note(string text) => log.Append("  ").AppendLine(text);
}

/// <summary>A story did not end as the model has it.</summary>
public sealed class StoryException(string message, Exception inner) : Exception(message, inner);
