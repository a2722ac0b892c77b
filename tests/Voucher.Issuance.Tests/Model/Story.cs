using System.Globalization;

namespace Voucher.Issuance.Tests.Model;

/// <summary>A sequence of things that happen to a platform with three campaigns. Plain data: printed, shortened and told again.</summary>
/// <param name="Start">What the clock says at first.</param>
/// <param name="Codes">How many codes each campaign has at first.</param>
/// <param name="Steps">What happens, one after the other.</param>
public sealed record Story(DateTimeOffset Start, IReadOnlyList<int> Codes, IReadOnlyList<Step> Steps)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"at {Start:u} with {string.Join('/', Codes)} codes:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", Steps)}");
}

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

    /// <summary>A claim is made for an order, and whoever made it goes to sleep before he writes the voucher. He may never wake.</summary>
    public sealed record Claim(int Campaign, Order Order) : Step;

    /// <summary>One of those sleepers wakes and writes what he claimed.</summary>
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

    /// <summary>The clock goes on, or a little back.</summary>
    public sealed record MoveClock(TimeSpan By) : Step;
}

/// <summary>What a till asks for.</summary>
/// <param name="Distributor">Whose till it is.</param>
/// <param name="Terminal">Which till.</param>
/// <param name="Categories">The category of the product that was sold (contract S0).</param>
/// <param name="Product">That product, or null.</param>
/// <param name="Key">Which request id, or null for none.</param>
public sealed record Order(int Distributor, int Terminal, IReadOnlyList<int> Categories, int? Product, int? Key)
{
    /// <summary>All that has to be the same in a replay.</summary>
    public string Parameters => string.Create(CultureInfo.InvariantCulture, $"T{Terminal} C{string.Join(',', Categories)} P{Product}");

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"D{Distributor} {Parameters}{(Key is null ? "" : $" key {Key}")}");
}
