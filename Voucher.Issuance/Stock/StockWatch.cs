using System.Collections.ObjectModel;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Stock;

/// <summary>Takes the stock of all campaigns from time to time: for the metrics and the rates, and to tell once of each campaign that becomes low or depleted.</summary>
public sealed class StockWatch(
    NpgsqlDataSource dataSource,
    TakeStock takeStock,
    IssueRates rates,
    StockMetrics metrics,
    ILogger<StockWatch> logger,
    IOptions<IssuanceOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <summary>All processes look, one of them moves the level, and that one tells.</summary>
    private const string MoveLevel = "UPDATE pools SET level = @to WHERE campaign_id = @CampaignId AND level = @from";

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(options.Value.StockRound, time);
        try
        {
            do
            {
                await TryRunOnceAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

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
        var to = StockLevels.Of(pool.Unissued, pool.LowAt(options.Value.LowStockShare));
        var from = pool.Level;
        if (to == from
            || await connection.ExecuteAsync(new CommandDefinition(MoveLevel, new { pool.CampaignId, from, to }, cancellationToken: cancellationToken)) == 0)
        {
            return;
        }
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

    private async Task TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: an exception that left a background service would end the process.
            StockLog.NotTaken(logger, error);
        }
    }
}
