using FsCheck;
using FsCheck.Fluent;

namespace Voucher.Issuance.Tests.Model;

/// <summary>
/// Makes stories. Ids, campaigns and codes are few, so that what is rare elsewhere happens all the time: a request id that comes again, with the same
/// and with other parameters; a last code that several want; a claim that is written after its time.
/// </summary>
internal static class Stories
{
    private const int LongestStory = 40;

    /// <summary>A minute or two before midnight of Berlin and of New York, on days of 23, 24 and 25 hours.</summary>
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

    private static readonly Gen<Order> Orders =
        from distributor in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Constant(1)))
        from terminal in Gen.Frequency((5, Gen.Constant(0)), (1, Gen.Constant(1)))
        from category in Gen.Choose(0, Scene.Offers.Count - 1)
        from product in Gen.Frequency((4, Gen.Constant<int?>(null)), (1, Gen.Constant<int?>(1)))
        from key in Gen.Frequency((2, Gen.Constant<int?>(null)), (3, Gen.Choose(0, 4).Select(number => (int?)number)))
        select new Order(distributor, terminal, [category], product, key);

    /// <summary>Orders that have something to do with one another: half of them are the first one again, or have its request id.</summary>
    private static readonly Gen<Order[]> Crowds =
        from first in Orders
        from count in Gen.Choose(1, 7)
        from others in Gen.ArrayOf(
            Gen.Frequency((2, Gen.Constant(first)), (1, Orders.Select(order => order with { Distributor = first.Distributor, Key = first.Key })), (3, Orders)), count)
        select (Order[])[first, .. others];

    private static readonly Gen<Step> Steps = Gen.Frequency<Step>(
        (24, from service in Gen.Choose(0, 1) from order in Orders select (Step)new Step.Ask(service, order)),
        (6, from orders in Crowds from wipe in Gen.Choose(0, 3) select (Step)new Step.Crowd(orders, wipe == 0)),
        (6, from campaign in Campaigns from order in Orders select (Step)new Step.Claim(campaign, order)),
        (5, Gen.Choose(0, 9).Select(which => (Step)new Step.WriteLate(which))),
        (2, Gen.Constant<Step>(new Step.Sweep())),
        (3, Gen.Constant<Step>(new Step.Wipe())),
        (1, Gen.Constant<Step>(new Step.Restart())),
        (3, from campaign in Campaigns from codes in Gen.Choose(1, 6) select (Step)new Step.Refill(campaign, codes)),
        (3, from campaign in Campaigns from state in Gen.Choose(0, 2) select (Step)new Step.SetPaused(campaign, state == 0)),
        (4, Gen.Elements(ClockSteps).Select(seconds => (Step)new Step.MoveClock(TimeSpan.FromSeconds(seconds)))));

    private static readonly Gen<Story> All =
        from start in Gen.Elements(Starts)
        from codes in Gen.ArrayOf(Gen.Choose(0, 9), Scene.Campaigns)
        from length in Gen.Choose(10, LongestStory)
        from steps in Gen.ArrayOf(Steps, length)
        select new Story(start, codes, steps);

    /// <summary>All stories; a bad one is made shorter and simpler as long as it stays bad.</summary>
    public static Arbitrary<Story> Arbitrary => Arb.From(All, Shorter);

    private static IEnumerable<Story> Shorter(Story story)
    {
        for (var size = story.Steps.Count / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at < story.Steps.Count; at += size)
                yield return story with { Steps = [.. story.Steps.Take(at), .. story.Steps.Skip(at + size)] };
        }
        for (var at = 0; at < story.Steps.Count; at++)
        {
            foreach (var step in Simpler(story.Steps[at]))
                yield return story with { Steps = [.. story.Steps.Take(at), step, .. story.Steps.Skip(at + 1)] };
        }
    }

    private static IEnumerable<Step> Simpler(Step step)
    {
        switch (step)
        {
            case Step.Crowd { Orders.Count: 1 } crowd:
                yield return new Step.Ask(0, crowd.Orders[0]);
                break;
            case Step.Crowd crowd:
                if (crowd.Wipes)
                    yield return crowd with { Wipes = false };
                for (var at = 0; at < crowd.Orders.Count; at++)
                    yield return crowd with { Orders = [.. crowd.Orders.Where((_, index) => index != at)] };
                break;
            case Step.Ask { Order: { Product: not null } order } ask:
                yield return ask with { Order = order with { Product = null } };
                break;
            case Step.Ask { Order: { Key: not null } order } ask:
                yield return ask with { Order = order with { Key = null } };
                break;
        }
    }
}
