using System.Collections.Concurrent;
using System.Net;

namespace Voucher.AppHost.Tests.Load;

/// <summary>Many tills that ask at the same time.</summary>
internal static class Tills
{
    /// <summary>Sends <paramref name="requests"/> requests in all from <paramref name="clients"/> clients, each one after the other.</summary>
    public static async Task<IReadOnlyCollection<PosAnswer>> AskAsync(this Platform platform, SeededCampaign campaign, int clients, int requests)
    {
        var answers = new ConcurrentBag<PosAnswer>();
        var started = 0;
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref started) <= requests)
                answers.Add(await platform.Pos.RequestAsync(campaign));
        })));
        return answers;
    }

    /// <summary>Keeps <paramref name="clients"/> clients asking until <paramref name="meanwhile"/> has ended.</summary>
    public static async Task<IReadOnlyCollection<PosAnswer>> AskWhileAsync(
        this Platform platform, SeededCampaign campaign, int clients, Func<Func<int>, Task> meanwhile)
    {
        var answers = new ConcurrentBag<PosAnswer>();
        using var end = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                answers.Add(await platform.Pos.RequestAsync(campaign));
        })));
        await meanwhile(() => answers.Count);
        await end.CancelAsync();
        await asking;
        return answers;
    }

    /// <summary>The codes of those who got one; fails if one was handed out twice.</summary>
    public static IReadOnlyCollection<string> DifferentCodes(this IEnumerable<PosAnswer> answers)
    {
        var codes = answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.Code).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        return codes;
    }
}
