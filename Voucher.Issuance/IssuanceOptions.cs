using System.ComponentModel.DataAnnotations;

namespace Voucher.Issuance;

/// <summary>The limits of the service; section <c>Issuance</c>.</summary>
public sealed record IssuanceOptions
{
    /// <summary>How long one request may take in all, waiting for a rebuild or a store included. Default 15 s.</summary>
    public TimeSpan RequestPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one command of Redis may take. Default 1 s.</summary>
    public TimeSpan RedisPatience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many codes of a campaign Redis holds at most; it is filled up again at half. Default 10,000.</summary>
    [Range(1, 100_000)]
    public int WindowSize { get; init; } = 10_000;

    /// <summary>Claims in flight for longer are given up. Must be longer than <see cref="RequestPatience"/>. Default 30 s.</summary>
    public TimeSpan AbandonAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often pools are looked over for abandoned claims and new codes. Default 2 s.</summary>
    public TimeSpan PoolRound { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often vouchers are looked for that were not confirmed in time. Default 1 s.</summary>
    public TimeSpan ConfirmationRound { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many vouchers one commit writes at most. Default 500.</summary>
    [Range(1, 5_000)]
    public int LedgerBatchSize { get; init; } = 500;

    /// <summary>How many ledger writes run side by side, each on a connection of its own. Default 2.</summary>
    [Range(1, 16)]
    public int LedgerWriters { get; init; } = 2;

    /// <summary>How many vouchers may wait for the ledger; further requests wait to be taken. Default 4,096.</summary>
    [Range(1, 100_000)]
    public int LedgerQueue { get; init; } = 4_096;

    /// <summary>How many (distributor, category) answers of Campaigns are kept. Default 10,000.</summary>
    [Range(1, 1_000_000)]
    public int MatchCacheSize { get; init; } = 10_000;

    /// <summary>How long kept answers serve while Campaigns cannot be reached. Default 60 s.</summary>
    public TimeSpan MatchesServeStale { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often Campaigns is asked whether anything has changed, in case a notice was lost. Default 1 s.</summary>
    public TimeSpan MatchVersionRound { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many files of codes are received at a time; further uploads are asked to come again. Default 2.</summary>
    [Range(1, 16)]
    public int MaxUploads { get; init; } = 2;

    /// <summary>The largest file of codes, in bytes. The gateway lets no larger one pass than the default: 4 GiB.</summary>
    [Range(1, 4L * 1024 * 1024 * 1024)]
    public long MaxImportBytes { get; init; } = 4L * 1024 * 1024 * 1024;

    /// <summary>How many codes one import may have. Default 20,000,000.</summary>
    [Range(1, 100_000_000)]
    public int MaxImportRows { get; init; } = 20_000_000;

    /// <summary>Codes are refused as easy to guess when one guess hits a live code of the campaign with a greater chance. Default 1 in a million.</summary>
    [Range(0, 1)]
    public double MaxGuessChance { get; init; } = 1e-6;

    /// <summary>How often imports are looked for that another process has left. Default 2 s.</summary>
    public TimeSpan ImportRound { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the stock of all campaigns is taken. Default 5 s.</summary>
    public TimeSpan StockRound { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A campaign is low when less than this share of its codes is available, unless it has a threshold of its own. Default 0.1.</summary>
    [Range(0, 1)]
    public double LowStockShare { get; init; } = 0.1;

    /// <summary>How many exports of transactions run at a time, one for each distributor; who comes then is asked to come again. Default 4.</summary>
    [Range(1, 16)]
    public int MaxExports { get; init; } = 4;

    /// <summary>How many journals are reconciled at a time, one for each distributor; who comes then is asked to come again. Default 2.</summary>
    [Range(1, 8)]
    public int MaxReconciliations { get; init; } = 2;

    /// <summary>The largest journal, in bytes. The gateway lets no larger one pass than the default: 1 GiB.</summary>
    [Range(1, 1024L * 1024 * 1024)]
    public long MaxJournalBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How many rows a journal may have. Default 2,000,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxJournalRows { get; init; } = 2_000_000;

    /// <summary>How long the upload of a journal may take. Default 5 minutes.</summary>
    public TimeSpan JournalPatience { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many differences of a kind a reconciliation keeps; its totals count all. Default 1,000,000.</summary>
    [Range(1, 10_000_000)]
    public int MaxDifferences { get; init; } = 1_000_000;

    /// <summary>How long reconciliations are kept. Default 400 days.</summary>
    public TimeSpan ReconciliationRetention { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How often reconciliations are looked for that are kept no longer. Default 1 hour.</summary>
    public TimeSpan ReconciliationRound { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long names, accounts and addresses of who holds a voucher are kept. Default 3 years of 365 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan PersonRetention { get; init; } = TimeSpan.FromDays(3 * 365);

    /// <summary>How often those are looked for that are kept no longer. Default 1 hour.</summary>
    public TimeSpan PersonRound { get; init; } = TimeSpan.FromHours(1);
}
