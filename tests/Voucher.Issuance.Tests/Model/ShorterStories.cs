namespace Voucher.Issuance.Tests.Model;

/// <summary>Makes stories shorter and simpler.</summary>
internal static class ShorterStories
{
    /// <summary>What a story could be without some of its steps, or with simpler ones; the largest cuts first.</summary>
    public static IEnumerable<Story> Of(Story story)
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
        for (var at = 0; at < story.Campaigns.Count; at++)
        {
            if (story.Campaigns[at] is { Limits: not null } limited)
                yield return story with { Campaigns = [.. story.Campaigns.Take(at), limited with { Limits = null }, .. story.Campaigns.Skip(at + 1)] };
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
            case Step.Ask ask:
                foreach (var order in Simpler(ask.Order))
                    yield return ask with { Order = order };
                break;
            case Step.Claim claim:
                foreach (var order in Simpler(claim.Order))
                    yield return claim with { Order = order };
                break;
        }
    }

    private static IEnumerable<Order> Simpler(Order order)
    {
        if (order.Product is not null)
            yield return order with { Product = null };
        if (order.ConfirmWithin is not null)
            yield return order with { ConfirmWithin = null };
        if (order.IsOrdered)
            yield return order with { IsOrdered = false, Categories = [order.Categories[0]] };
        else if (order is { Key: not null, ConfirmWithin: null })
            yield return order with { Key = null };
    }
}
