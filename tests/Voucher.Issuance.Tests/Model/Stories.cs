using FsCheck;
using FsCheck.Fluent;
using Voucher.Issuance.Capacity;

namespace Voucher.Issuance.Tests.Model;

/// <summary>
/// Makes stories. Ids, campaigns, codes and limits are few, so that what is rare elsewhere happens all the time: a request id that comes again, with the
/// same and with other parameters; a last code that several want; a claim that is written after its time.
/// </summary>
internal static class Stories
{
    private const int MostChapters = 30;

    /// <summary>A minute or two before midnight of Berlin or of New York, before and after days of 23, 24 and 25 hours.</summary>
    private static readonly DateTimeOffset[] Starts =
    [
        new(2026, 3, 28, 22, 58, 30, TimeSpan.Zero),
        new(2026, 10, 25, 22, 59, 30, TimeSpan.Zero),
        new(2026, 3, 8, 4, 59, 0, TimeSpan.Zero),
        new(2026, 11, 1, 3, 59, 59, TimeSpan.Zero),
        new(2026, 6, 30, 21, 58, 0, TimeSpan.Zero),
    ];

    private static readonly int[] ClockSteps = [1, 1, 30, 45, 60, 120, 3600, 5 * 3600, 24 * 3600, -1, -30, -60];

    private static readonly Gen<int> Campaigns = Gen.Choose(0, Scene.Campaigns - 1);

    private static readonly Gen<int> Categories = Gen.Choose(0, Scene.Offers.Count - 1);

    private static readonly Gen<int> Distributors = Rarely(0, Gen.Constant(1));

    private static readonly Gen<int> Keys = Gen.Choose(0, 4);

    private static readonly Gen<int?> Confirmations = Rarely<int?>(null, Gen.Elements<int?>(1, 45, 600));

    private static readonly Gen<Order> Orders =
        from distributor in Distributors
        from terminal in Rarely(0, Gen.Constant(1))
        from category in Categories
        from product in Rarely<int?>(null, Gen.Constant<int?>(1))
        from key in Gen.Frequency((1, Gen.Constant<int?>(null)), (2, Keys.Select(number => (int?)number)))
        from confirm in Confirmations
        select new Order(IsOrdered: false, distributor, terminal, [category], product, key, key is null ? null : confirm);

    private static readonly Gen<Order> OrderedOrders =
        from distributor in Distributors
        from terminal in Rarely(0, Gen.Constant(1))
        from count in Gen.Choose(1, 3)
        from categories in Gen.ArrayOf(Categories, count)
        from key in Keys
        from confirm in Confirmations
        select new Order(IsOrdered: true, distributor, terminal, categories, Product: null, key, confirm);

    private static readonly Gen<Order> AnyOrders = Gen.Frequency((3, Orders), (2, OrderedOrders));

    /// <summary>Orders that have something to do with one another: half of them are the first one again, or have its request id.</summary>
    private static readonly Gen<Order[]> Crowds =
        from first in AnyOrders
        from count in Gen.Choose(1, 7)
        from others in Gen.ArrayOf(Gen.Frequency((2, Gen.Constant(first)), (1, AnyOrders.Select(order => WithIdOf(first, order))), (3, AnyOrders)), count)
        select (Order[])[first, .. others];

    private static readonly Gen<CampaignLimits?> Limits = Gen.Frequency(
        (1, Gen.Constant<CampaignLimits?>(null)),
        (2, from total in Few(12)
            from day in Few(8)
            from distributor in Few(4)
            from terminal in Few(3)
            from share in Gen.Elements<int?>(null, 25, 50, 60)
            from borrow in Gen.Elements(null, "00:00", "18:00", "23:59")
            select Shared(new CampaignLimits(total, day, distributor, terminal), share, borrow)));

    private static readonly Gen<Step> AnySteps = Gen.Frequency<Step>(
        (24, from service in Gen.Choose(0, 1) from order in AnyOrders select (Step)new Step.Ask(service, order)),
        (6, from orders in Crowds from wipe in Gen.Choose(0, 3) select (Step)new Step.Crowd(orders, wipe == 0)),
        (3, from service in Gen.Choose(0, 1) from distributor in Distributors from key in Keys select (Step)new Step.Confirm(service, distributor, key)),
        (3, Gen.Constant<Step>(new Step.Return())),
        (6, from campaign in Campaigns from order in AnyOrders select (Step)new Step.Claim(campaign, order)),
        (5, Gen.Choose(0, 9).Select(which => (Step)new Step.WriteLate(which))),
        (2, Gen.Constant<Step>(new Step.Sweep())),
        (3, Gen.Constant<Step>(new Step.Wipe())),
        (1, Gen.Constant<Step>(new Step.Restart())),
        (3, from campaign in Campaigns from codes in Gen.Choose(1, 6) select (Step)new Step.Refill(campaign, codes)),
        (2, from campaign in Campaigns from state in Gen.Choose(0, 2) select (Step)new Step.SetPaused(campaign, state == 0)),
        (2, from campaign in Campaigns from limits in Limits select (Step)new Step.SetLimits(campaign, limits)),
        (5, Gen.Elements(ClockSteps).Select(seconds => (Step)new Step.MoveClock(TimeSpan.FromSeconds(seconds)))));

    /// <summary>Chapters that mean trouble, and would come about by chance too rarely.</summary>
    private static readonly Gen<Step[]> Chapters = Gen.Frequency(
        (12, AnySteps.Select(step => (Step[])[step])),
        // The pool is built anew while two sleep: the second, whose code nobody else takes, must not write either, for he is not counted.
        (1, from campaign in Campaigns from first in AnyOrders from second in AnyOrders from other in Orders
            select (Step[])
            [
                new Step.Claim(campaign, first), new Step.Claim(campaign, second), new Step.Wipe(),
                new Step.Ask(0, other with { Categories = [Scene.FirstChoice(campaign)] }), new Step.WriteLate(0),
            ]),
        // It is built anew because its claims begin to be counted, and the sleeper's till asks again.
        (1, from campaign in Campaigns from order in OrderedOrders from limits in Limits
            select (Step[])
            [
                new Step.SetLimits(campaign, Limits: null), new Step.Claim(campaign, order), new Step.SetLimits(campaign, limits),
                new Step.Ask(0, order with { Key = null, IsOrdered = false, ConfirmWithin = null, Categories = [Scene.FirstChoice(campaign)] }), new Step.Ask(1, order),
            ]),
        // He was given up: his code may be somebody else's by now.
        (1, from campaign in Campaigns from sleeper in AnyOrders from between in AnySteps
            select (Step[])[new Step.Claim(campaign, sleeper), new Step.Sweep(), between, new Step.WriteLate(0)]),
        // A voucher comes back, and its request comes again.
        (1, from order in OrderedOrders from between in AnySteps
            select (Step[])[new Step.Ask(0, order with { ConfirmWithin = 1 }), new Step.MoveClock(TimeSpan.FromSeconds(1)), new Step.Return(), between, new Step.Ask(1, order)]));

    /// <summary>All stories; a bad one is made shorter and simpler as long as it stays bad.</summary>
    public static Arbitrary<Story> Arbitrary { get; } = Arb.From(
        from start in Gen.Elements(Starts)
        from campaigns in Gen.ArrayOf(
            from codes in Gen.Choose(0, 12) from limits in Limits select new StoryCampaign(codes, limits), Scene.Campaigns)
        from length in Gen.Choose(8, MostChapters)
        from chapters in Gen.ArrayOf(Chapters, length)
        select new Story(start, campaigns, [.. chapters.SelectMany(steps => steps)]),
        ShorterStories.Of);

    private static Gen<T> Rarely<T>(T mostly, Gen<T> rare) => Gen.Frequency((4, Gen.Constant(mostly)), (1, rare));

    private static Gen<long?> Few(int most) => Gen.Frequency((1, Gen.Constant<long?>(null)), (1, Gen.Choose(1, most).Select(number => (long?)number)));

    private static Order WithIdOf(Order first, Order order) => order with
    {
        Distributor = first.Distributor,
        Key = order.IsOrdered || order.ConfirmWithin is not null ? first.Key ?? order.Key : first.Key,
    };

    /// <summary>A share is one of a day's limit, and no limits at all are none.</summary>
    private static CampaignLimits? Shared(CampaignLimits limits, int? share, string? borrow)
    {
        if (limits == new CampaignLimits())
            return null;
        return share is null || limits.PerDay is null ? limits : limits with { SharePercent = share, BorrowFrom = borrow };
    }
}
