using System.ComponentModel.DataAnnotations;

namespace Voucher.Issuance.Webhooks;

/// <summary>How events are told; section <c>Issuance:Webhooks</c>.</summary>
public sealed record WebhookOptions
{
    /// <summary>How long one attempt may take in all. Must be shorter than <see cref="Lease"/>. Default 15 s.</summary>
    public TimeSpan AttemptPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>An attempt that nobody has told the end of is taken for lost after this time, and made again. Default 30 s.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The pause after the first failed attempt; each further one is twice as long. Default 5 s.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause, also where a receiver asks for a longer one. Default 1 hour.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromHours(1);

    /// <summary>For how long a delivery is tried before it is parked. Default 24 hours.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many attempts a process makes at a time for one subscription; after a failed one it is one until one succeeds. Default 4.</summary>
    [Range(1, 64)]
    public int AttemptsAtATime { get; init; } = 4;

    /// <summary>How often events and due deliveries are looked for that nobody has given notice of. Default 1 s.</summary>
    public TimeSpan Round { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many events are spread with one commit. Default 200.</summary>
    [Range(1, 5_000)]
    public int SpreadBatch { get; init; } = 200;

    /// <summary>How long events are kept that were told, or could not be. Default 30 days.</summary>
    public TimeSpan EventRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often waiting deliveries are counted and old events are looked for. Default 30 s.</summary>
    public TimeSpan SweepRound { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many subscriptions a merchant may have. Default 20.</summary>
    [Range(1, 1_000)]
    public int MaxOfMerchant { get; init; } = 20;

    /// <summary>How many subscriptions operators may have together. Default 50.</summary>
    [Range(1, 1_000)]
    public int MaxOfOperators { get; init; } = 50;

    /// <summary>Whether receivers may be on loopback and in private networks, and reached without TLS. Default: in Development only.</summary>
    public bool? AllowPrivateReceivers { get; init; }
}
