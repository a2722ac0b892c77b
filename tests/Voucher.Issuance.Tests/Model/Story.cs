using System.Globalization;
using Voucher.Issuance.Capacity;

namespace Voucher.Issuance.Tests.Model;

/// <summary>A sequence of things that happen to a platform with three campaigns. Plain data: printed, shortened and told again.</summary>
/// <param name="Start">What the clock says at first.</param>
/// <param name="Campaigns">The campaigns at first.</param>
/// <param name="Steps">What happens, one after the other.</param>
public sealed record Story(DateTimeOffset Start, IReadOnlyList<StoryCampaign> Campaigns, IReadOnlyList<Step> Steps)
{
    public override string ToString() => string.Join(
        Environment.NewLine + "  ",
        [string.Create(CultureInfo.InvariantCulture, $"at {Start:u}"), .. Campaigns.Select((campaign, number) => $"campaign {number}: {campaign}"), .. Steps]);
}

/// <summary>A campaign as a story begins with it.</summary>
public sealed record StoryCampaign(int Codes, CampaignLimits? Limits);

/// <summary>One thing that happens.</summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>A till asks one of the two services, and waits for the answer.</summary>
    public sealed record Ask(int Service, Order Order) : Step;

    /// <summary>Several tills ask at the same time, in turns at the two services; meanwhile Redis may lose everything.</summary>
    public sealed record Crowd(IReadOnlyList<Order> Orders, bool Wipes) : Step
    {
        public override string ToString() => $"Crowd {(Wipes ? "while Redis is wiped " : "")}{{ {string.Join(" | ", Orders)} }}";
    }

    /// <summary>A till confirms the voucher of a request.</summary>
    public sealed record Confirm(int Service, int Distributor, int Key) : Step;

    /// <summary>Vouchers that were not confirmed in time go back.</summary>
    public sealed record Return : Step;

    /// <summary>A claim is made for an order, and whoever made it goes to sleep before he writes the voucher. He may never wake.</summary>
    public sealed record Claim(int Campaign, Order Order) : Step;

    /// <summary>One of those sleepers wakes and writes what he claimed; 0 is the one who sleeps shortest.</summary>
    public sealed record WriteLate(int Which) : Step;

    /// <summary>Claims that are in flight are swept as if their time were over.</summary>
    public sealed record Sweep : Step;

    /// <summary>Redis loses everything.</summary>
    public sealed record Wipe : Step;

    /// <summary>One of the two services ends, and another takes its place.</summary>
    public sealed record Restart : Step;

    /// <summary>A campaign gets more codes.</summary>
    public sealed record Refill(int Campaign, int Codes) : Step;

    /// <summary>An operator pauses a campaign or lets it go on.</summary>
    public sealed record SetPaused(int Campaign, bool IsPaused) : Step;

    /// <summary>An operator sets other limits, or none.</summary>
    public sealed record SetLimits(int Campaign, CampaignLimits? Limits) : Step;

    /// <summary>The clock goes on, or a little back.</summary>
    public sealed record MoveClock(TimeSpan By) : Step;
}

/// <summary>What a till asks for.</summary>
/// <param name="IsOrdered">Whether as contract S1 has it, with a request id, or as S0.</param>
/// <param name="Distributor">Whose till it is.</param>
/// <param name="Terminal">Which till.</param>
/// <param name="Categories">The category of the product that was sold (S0), or the products in order (S1).</param>
/// <param name="Product">The product that was sold, or null (S0).</param>
/// <param name="Key">Which request id, or null for none.</param>
/// <param name="ConfirmWithin">Within how many seconds it will be confirmed, or null if it need not be.</param>
public sealed record Order(
    bool IsOrdered, int Distributor, int Terminal, IReadOnlyList<int> Categories, int? Product, int? Key, int? ConfirmWithin)
{
    /// <summary>All that has to be the same in a replay.</summary>
    public string Parameters => string.Create(
        CultureInfo.InvariantCulture,
        $"{Shape} terminal {Terminal} category {string.Join(',', Categories)}{Said(" product", Product)}{Said(" confirmed within", ConfirmWithin)}");

    private string Shape => IsOrdered ? "S1" : "S0";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"D{Distributor}{Said(" key", Key)}: {Parameters}");

    private static string Said(string what, int? number) => number is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{what} {number}");
}
