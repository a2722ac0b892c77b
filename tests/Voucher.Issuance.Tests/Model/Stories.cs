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

    private static readonly Gen<CampaignLimits?> Limits = Gen.Frequency(
        (1, Gen.Constant<CampaignLimits?>(null)),
        (2,
            from total in Few(12)
            from day in Few(8)
            from distributor in Few(4)
            from terminal in Few(3)
            from share in Gen.Elements<int?>(null, 25, 50, 60)
            from borrow in Gen.Elements(null, "00:00", "18:00", "23:59")
            select Shared(new CampaignLimits(total, day, distributor, terminal), share, borrow)));

    private static readonly Gen<int> Services = Gen.Choose(0, 1);

    private static readonly Gen<Step> AnySteps = Gen.Frequency<Step>(
        (24, Gen.Zip(Services, Orders.Any, (service, order) => (Step)new Step.Ask(service, order))),
        (6, Gen.Zip(Orders.Crowds, Gen.Choose(0, 3), (orders, wipe) => (Step)new Step.Crowd(orders, wipe == 0))),
        (3, Gen.Zip(Services, Gen.Zip(Orders.Distributors, Orders.Keys), (service, of) => (Step)new Step.Confirm(service, of.Item1, of.Item2))),
        (3, Gen.Constant<Step>(new Step.Return())),
        (6, Gen.Zip(Campaigns, Orders.Any, (campaign, order) => (Step)new Step.Claim(campaign, order))),
        (5, Gen.Choose(0, 9).Select(which => (Step)new Step.WriteLate(which))),
        (2, Gen.Constant<Step>(new Step.Sweep())),
        (3, Gen.Constant<Step>(new Step.Wipe())),
        (1, Gen.Constant<Step>(new Step.Restart())),
        (3, Gen.Zip(Campaigns, Gen.Choose(1, 6), (campaign, codes) => (Step)new Step.Refill(campaign, codes))),
        (2, Gen.Zip(Campaigns, Gen.Choose(0, 2), (campaign, state) => (Step)new Step.SetPaused(campaign, state == 0))),
        (2, Gen.Zip(Campaigns, Limits, (campaign, limits) => (Step)new Step.SetLimits(campaign, limits))),
        (5, Gen.Elements(ClockSteps).Select(seconds => (Step)new Step.MoveClock(TimeSpan.FromSeconds(seconds)))));

    /// <summary>The pool is built anew while two sleep. The second, whose code nobody else takes, must not write either: he is not counted.</summary>
    private static Gen<Step[]> RebuiltWhileAsleep =>
        from campaign in Campaigns
        from first in Orders.Any
        from second in Orders.Any
        from other in Orders.OfCategory
        select (Step[])
        [
            new Step.Claim(campaign, first), new Step.Claim(campaign, second), new Step.Wipe(),
            new Step.Ask(0, other with { Categories = [Scene.FirstChoice(campaign)] }), new Step.WriteLate(0),
        ];

    /// <summary>It is built anew because claims begin to be counted, and the sleeper's till asks again.</summary>
    private static Gen<Step[]> CountedWhileAsleep =>
        from campaign in Campaigns
        from any in Orders.OfProducts
        from other in Orders.OfCategory
        from limits in Limits
        let order = any with { Categories = [Scene.FirstChoice(campaign)] }
        select (Step[])
        [
            new Step.SetLimits(campaign, Limits: null), new Step.Claim(campaign, order), new Step.SetLimits(campaign, limits),
            new Step.Ask(0, other with { Categories = [Scene.FirstChoice(campaign)] }), new Step.Ask(1, order),
        ];

    /// <summary>A sleeper is given up: his code may be somebody else's by now.</summary>
    private static Gen<Step[]> GivenUp =>
        from campaign in Campaigns
        from sleeper in Orders.Any
        from between in AnySteps
        select (Step[])[new Step.Claim(campaign, sleeper), new Step.Sweep(), between, new Step.WriteLate(0)];

    /// <summary>A voucher comes back, and its request comes again.</summary>
    private static Gen<Step[]> ReturnedAndAskedForAgain =>
        from order in Orders.OfProducts
        from between in AnySteps
        select (Step[])
        [
            new Step.Ask(0, order with { ConfirmWithin = 1 }), new Step.MoveClock(TimeSpan.FromSeconds(1)), new Step.Return(), between,
            new Step.Ask(1, order with { ConfirmWithin = 1 }),
        ];

    /// <summary>One distributor is served, then another, and then the first again: its share of the day is a quarter of eight.</summary>
    private static Gen<Step[]> SharedDay =>
        from campaign in Campaigns
        from service in Services
        from other in Orders.OfCategory
        let order = other with { Key = null, ConfirmWithin = null, Categories = [Scene.FirstChoice(campaign)] }
        select (Step[])
        [
            new Step.SetLimits(campaign, new CampaignLimits(PerDay: 8, SharePercent: 25)), new Step.Refill(campaign, 4),
            .. ((int[])[0, 1, 0, 0]).Select(distributor => new Step.Ask(service, order with { Distributor = distributor })),
        ];

    /// <summary>Mostly single steps; now and then what means trouble, and would come about by chance too rarely.</summary>
    private static readonly Gen<Step[]> Chapters = Gen.Frequency(
        (15, AnySteps.Select(step => (Step[])[step])),
        (1, RebuiltWhileAsleep), (1, CountedWhileAsleep), (1, GivenUp), (1, ReturnedAndAskedForAgain), (1, SharedDay));

    /// <summary>All stories; a bad one is made shorter and simpler as long as it stays bad.</summary>
    public static Arbitrary<Story> Arbitrary { get; } = Arb.From(
        from start in Gen.Elements(Starts)
        from campaigns in Gen.ArrayOf(Gen.Zip(Gen.Choose(0, 12), Limits, (codes, limits) => new StoryCampaign(codes, limits)), Scene.Campaigns)
        from length in Gen.Choose(8, MostChapters)
        from chapters in Gen.ArrayOf(Chapters, length)
        select new Story(start, campaigns, [.. chapters.SelectMany(steps => steps)]),
        ShorterStories.Of);

    private static Gen<long?> Few(int most) => Gen.Frequency((1, Gen.Constant<long?>(null)), (1, Gen.Choose(1, most).Select(number => (long?)number)));

    /// <summary>A share is one of a day's limit, and no limits at all are none.</summary>
    private static CampaignLimits? Shared(CampaignLimits limits, int? share, string? borrow)
    {
        if (limits == new CampaignLimits())
            return null;
        return share is null || limits.PerDay is null ? limits : limits with { SharePercent = share, BorrowFrom = borrow };
    }
}
