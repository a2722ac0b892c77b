using System.ComponentModel.DataAnnotations;

namespace Voucher.Issuance.Guessing;

/// <summary>How much guessing of vouchers' ids and codes is borne; section <c>Issuance:Guessing</c>.</summary>
public sealed record GuessingOptions
{
    internal const string Section = "Issuance:Guessing";

    /// <summary>So many misses of one party in a <see cref="Window"/>, and its look-ups are refused until the window ends. Default 20.</summary>
    [Range(1, 1_000_000)]
    public int MissesOfPrincipal { get; init; } = 20;

    /// <summary>The same for one client's address, whatever tokens it shows. Default 60.</summary>
    [Range(1, 1_000_000)]
    public int MissesOfAddress { get; init; } = 60;

    /// <summary>Over how long misses are counted, from the first one on. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a miss takes at least, so that its time does not tell an unknown voucher from somebody else's. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan MissTakes { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How many look-ups of one party a process works on at a time; further ones wait for their turn. Default 20.</summary>
    [Range(1, 10_000)]
    public int LookUpsAtATime { get; init; } = 20;

    /// <summary>How long a look-up waits for Redis before it goes on uncounted. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:30")]
    public TimeSpan RedisPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long operators can see misses. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How often misses are looked for that are kept no longer. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RetentionRound { get; init; } = TimeSpan.FromHours(1);
}
