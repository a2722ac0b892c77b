namespace Voucher.Issuance.Webhooks;

/// <summary>When a delivery is tried again.</summary>
internal static class RetryPlan
{
    /// <summary>
    /// How long to wait after a failed attempt: twice as long each time, and by chance between half of that and the whole, so that what failed together does not come
    /// back together.
    /// </summary>
    /// <param name="failed">How many attempts have failed, from 1.</param>
    /// <param name="chance">From 0 to 1.</param>
    /// <param name="options">The first pause and the longest.</param>
    public static TimeSpan PauseAfter(int failed, double chance, WebhookOptions options)
    {
        // Beyond 2^30 every pause is the longest, and a double has room for it.
        var whole = options.FirstPause * Math.Pow(2, Math.Min(failed - 1, 30));
        if (whole > options.LongestPause)
            whole = options.LongestPause;
        return whole * (0.5 + (chance / 2));
    }

    /// <summary>When to try again; null when it has been tried for long enough. The last attempt is made when the time is over, not before.</summary>
    public static DateTimeOffset? NextAttempt(DueDelivery due, Attempt attempt, DateTimeOffset now, double chance, WebhookOptions options)
    {
        var last = new DateTimeOffset(due.GiveUpAt);
        if (now >= last)
            return null;
        var pause = PauseAfter(due.Attempts - due.AttemptsBefore, chance, options);
        if (attempt.RetryAfter is { } wanted && wanted > pause)
            pause = wanted < options.LongestPause ? wanted : options.LongestPause;
        var next = now + pause;
        return next < last ? next : last;
    }
}
