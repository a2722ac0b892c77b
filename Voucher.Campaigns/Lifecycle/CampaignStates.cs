namespace Voucher.Campaigns.Lifecycle;

/// <summary>
/// What an operator has decided about a campaign: <c>active ⇄ paused → ended</c>, also <c>active → ended</c>. Whether it issues depends on its
/// dates too. See docs/campaign-states.md.
/// </summary>
public static class CampaignStates
{
    public const string Active = "active";
    public const string Paused = "paused";

    /// <summary>For good; it matches no more.</summary>
    public const string Ended = "ended";
}

/// <summary>A way from one state to another. There is no other way than these.</summary>
/// <param name="Name">What operators call it.</param>
/// <param name="To">Where it leads.</param>
/// <param name="From">Where it begins.</param>
public sealed record Transition(string Name, string To, IReadOnlyList<string> From)
{
    /// <summary>Stops a campaign from issuing, within 2 s everywhere; its codes stay.</summary>
    public static readonly Transition Pause = new("pause", CampaignStates.Paused, [CampaignStates.Active]);

    /// <summary>Lets a paused campaign issue again, if its dates allow it.</summary>
    public static readonly Transition Resume = new("resume", CampaignStates.Active, [CampaignStates.Paused]);

    /// <summary>Ends a campaign for good; vouchers that it has issued stay what they are.</summary>
    public static readonly Transition End = new("end", CampaignStates.Ended, [CampaignStates.Active, CampaignStates.Paused]);

    public static IReadOnlyList<Transition> All { get; } = [Pause, Resume, End];

    public bool LeadsFrom(string state) => From.Contains(state, StringComparer.Ordinal);
}
