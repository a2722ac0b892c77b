using System.Collections.Concurrent;

namespace Voucher.Issuance.Stock;

/// <summary>How fast campaigns issue, by what was counted at earlier looks. Kept in memory: after a start it takes some looks to know.</summary>
public sealed class IssueRates(TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Queue<(DateTimeOffset At, long Issued)>> looks = new();

    /// <summary>Takes note of how many vouchers a campaign has now.</summary>
    public void Note(string campaignId, long issued)
    {
        var earlier = looks.GetOrAdd(campaignId, static _ => new Queue<(DateTimeOffset, long)>());
        lock (earlier)
        {
            var now = time.GetUtcNow();
            earlier.Enqueue((now, issued));
            while (now - earlier.Peek().At > Longest)
                earlier.Dequeue();
        }
    }

    /// <summary>Vouchers a minute, in hundredths, since the earliest look of the last five minutes; null when that is less than ten seconds ago.</summary>
    public double? PerMinute(string campaignId, long issued)
    {
        if (!looks.TryGetValue(campaignId, out var earlier))
            return null;
        lock (earlier)
        {
            var first = earlier.Peek();
            var passed = time.GetUtcNow() - first.At;
            return passed < Shortest ? null : Math.Round(Math.Max(0, issued - first.Issued) / passed.TotalMinutes, 2);
        }
    }

    /// <summary>When the codes will be used up; null when nobody can tell or it is longer than a thousand years.</summary>
    public DateTime? DepletedAt(long available, double? perMinute)
    {
        const double thousandYears = 1000 * 365.0 * 24 * 60;
        if (available <= 0 || perMinute is not > 0 || available / perMinute.Value > thousandYears)
            return null;
        return time.GetUtcNow().UtcDateTime.AddMinutes(available / perMinute.Value);
    }
}
