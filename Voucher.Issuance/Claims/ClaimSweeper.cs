using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using StackExchange.Redis;
using Voucher.Issuance.Pools;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Claims;

/// <summary>
/// Clears up claims that have been in flight for too long: a process was killed, or a ledger write had no known outcome. Those that
/// became vouchers are settled, the others are abandoned in PostgreSQL first and then put back.
/// </summary>
public sealed class ClaimSweeper(
    NpgsqlDataSource dataSource,
    IConnectionMultiplexer redis,
    PutBackCode putBack,
    ClaimSettler settler,
    ILogger<ClaimSweeper> logger,
    IOptions<IssuanceOptions> options)
{
    /// <summary>How many claims one sweep takes at most.</summary>
    internal const int BatchSize = 500;

    private static readonly string AbandonClaims = EmbeddedText.Beside<ClaimSweeper>("abandon_claims.sql");

    private readonly RedisScript<ClaimSweeper> overdueClaims = new("overdue_claims.lua", redis, options.Value.RedisPatience);

    /// <summary>
    /// Sweeps one campaign and tells how many claims it cleared up. Does nothing while another process sweeps or rebuilds it.
    /// Killed at any step, the next sweep goes on from there: a claim leaves those in flight only when it is settled or put back.
    /// </summary>
    public async Task<int> SweepAsync(string campaignId, CancellationToken cancellationToken)
    {
        if (await OverdueAsync(campaignId) is not { Count: > 0 })
            return 0;
        await using var poolLock = await PoolLock.TryTakeAsync(dataSource, campaignId, cancellationToken);
        if (poolLock is null)
            return 0;
        // Read again under the lock: from here on nobody writes the campaign's vouchers.
        var overdue = await OverdueAsync(campaignId);
        if (overdue.Count == 0)
            return 0;
        var unwritten = await AbandonAsync(poolLock.Connection, campaignId, overdue, cancellationToken);
        await settler.SettleAsync(overdue.Except(unwritten.Select(claim => claim.Claim)));
        await Task.WhenAll(unwritten.Where(claim => !claim.IsFree).Select(claim => putBack.UncountAsync(claim.Claim)));
        // From the last to the first, so that the pool keeps its order.
        var free = unwritten.Where(claim => claim.IsFree).Select(claim => claim.Claim).OrderByDescending(claim => claim.Seq).ToList();
        await Task.WhenAll(free.Select(putBack.PutBackAsync));
        ClaimLog.Swept(logger, campaignId, free.Count, overdue.Count - free.Count);
        return overdue.Count;
    }

    private async Task<IReadOnlyList<Claim>> OverdueAsync(string campaignId)
    {
        var answer = await overdueClaims.EvaluateAsync(
            [new PoolKeys(campaignId).InFlight], (long)options.Value.AbandonAfter.TotalSeconds, BatchSize);
        var records = (string[])answer!;
        return [.. records.Select(record => Claim.Parse(campaignId, record))];
    }

    /// <summary>Those of the claims that are no vouchers.</summary>
    private static async Task<List<(Claim Claim, bool IsFree)>> AbandonAsync(
        NpgsqlConnection connection, string campaignId, IReadOnlyList<Claim> claims, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AbandonClaims, connection)
        {
            Parameters =
            {
                new() { Value = campaignId },
                Column(claims.Select(claim => claim.Seq)),
                Column(claims.Select(claim => claim.Epoch)),
                Column(claims.Select(claim => claim.Number)),
            },
        };
        var unwritten = new List<(Claim, bool)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            unwritten.Add((claims[(int)reader.GetInt64(0) - 1], reader.GetBoolean(1)));
        return unwritten;

        static NpgsqlParameter Column(IEnumerable<long> values) =>
            new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
    }
}
