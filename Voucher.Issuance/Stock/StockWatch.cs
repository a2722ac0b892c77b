using System.Collections.ObjectModel;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Background;
using Voucher.Issuance.Events;

namespace Voucher.Issuance.Stock;

/// <summary>Takes the stock of all campaigns from time to time: for the metrics and the rates, and to tell once of each campaign that becomes low or depleted.</summary>
public sealed class StockWatch(
    NpgsqlDataSource dataSource,
    TakeStock takeStock,
    IssueRates rates,
    StockMetrics metrics,
    SpreadEvents spread,
    ILogger<StockWatch> logger,
    IOptions<IssuanceOptions> options,
    TimeProvider time)
    : Rounds(options.Value.StockRound, time)
{
    /// <summary>All processes look, one of them moves the level, and that one tells: by an event too, where there is one and somebody wants to hear of it.</summary>
    private const string MoveLevel =
        """
        WITH moved AS (
            UPDATE pools SET level = @to WHERE campaign_id = @CampaignId AND level = @from RETURNING campaign_id
        ), told AS (
            INSERT INTO events (type, occurred_at, campaign_id, data)
            SELECT @type, @now, campaign_id, jsonb_build_object('available', @Unissued, 'threshold', @lowAt)
            FROM moved WHERE EXISTS (SELECT FROM wanted_events WHERE type = @type)
        )
        SELECT count(*) FROM moved
        """;

    /// <summary>One look at all campaigns.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var pools = await PoolStock.ReadAsync(connection, campaignId: null, after: null, limit: null, cancellationToken);
        foreach (var pool in pools)
        {
            rates.Note(pool.CampaignId, pool.Issued);
            await TellOfCrossingAsync(connection, pool, cancellationToken);
        }
        metrics.Taken(await takeStock.TakeAsync(pools, ReadOnlyDictionary<string, long>.Empty));
    }

    private async Task TellOfCrossingAsync(NpgsqlConnection connection, PoolStock pool, CancellationToken cancellationToken)
    {
        // By what is not issued, not by what is available: a code in flight may come back, and nobody is to be alarmed by that.
        var lowAt = pool.LowAt(options.Value.LowStockShare);
        var to = StockLevels.Of(pool.Unissued, lowAt);
        var from = pool.Level;
        if (to == from)
            return;
        var type = to switch { StockLevels.Depleted => EventTypes.CampaignDepleted, StockLevels.Low => EventTypes.CampaignLow, _ => null };
        var move = new { pool.CampaignId, from, to, type, pool.Unissued, lowAt, now = Time.GetUtcNow().UtcDateTime };
        if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(MoveLevel, move, cancellationToken: cancellationToken)) == 0)
            return;
        spread.Wake();
        metrics.Crossed(pool.CampaignId, to);
        switch (to)
        {
            case StockLevels.Depleted:
                StockLog.Depleted(logger, pool.CampaignId);
                break;
            case StockLevels.Low:
                StockLog.Low(logger, pool.CampaignId, pool.Unissued);
                break;
            default:
                StockLog.Filled(logger, pool.CampaignId, pool.Unissued);
                break;
        }
    }

    /// <inheritdoc />
    protected override Task RoundAsync(CancellationToken cancellationToken) => RunOnceAsync(cancellationToken);

    /// <inheritdoc />
    protected override void Failed(Exception error) => StockLog.NotTaken(logger, error);
}
