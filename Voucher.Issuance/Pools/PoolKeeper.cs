using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Confirmation;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Pools;

/// <summary>Looks after all pools behind the requests: fills low ones, sweeps old claims, and notices new codes.</summary>
public sealed class PoolKeeper(
    NpgsqlDataSource dataSource,
    PoolFiller filler,
    ClaimSweeper sweeper,
    TakeBackReturns takeBack,
    ILogger<PoolKeeper> logger,
    IOptions<IssuanceOptions> options,
    TimeProvider time) : BackgroundService
{
    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(FillLowPoolsAsync(stoppingToken), MakeRoundsAsync(stoppingToken));

    private async Task FillLowPoolsAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var campaignId in filler.Low.ReadAllAsync(stoppingToken))
            {
                filler.Forget(campaignId);
                await TryAsync(campaignId, () => filler.FillAsync(campaignId), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task MakeRoundsAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        using var timer = new PeriodicTimer(options.Value.PoolRound, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync("all campaigns", () => RunOnceAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    /// <summary>One round over all campaigns.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        IEnumerable<(string CampaignId, long LastSeq, long Returns)> pools;
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
            pools = await connection.QueryAsync<(string, long, long)>("SELECT campaign_id, last_seq, returns FROM pools");
        foreach (var (campaignId, lastSeq, returns) in pools)
        {
            await TryAsync(campaignId, () => LookAfterAsync(campaignId, lastSeq, returns, cancellationToken), cancellationToken);
        }
    }

    private async Task LookAfterAsync(string campaignId, long lastSeq, long returns, CancellationToken cancellationToken)
    {
        // The lock is let go between batches, so that a large backlog does not hold up the campaign's vouchers.
        while (await sweeper.SweepAsync(campaignId, cancellationToken) == ClaimSweeper.BatchSize)
            cancellationToken.ThrowIfCancellationRequested();
        // Whoever returned them may have died before Redis knew.
        if (returns > 0)
            await takeBack.TakeBackAsync(campaignId);
        if (await filler.HasNewCodesAsync(campaignId, lastSeq))
            await filler.FillAsync(campaignId);
    }

    private async Task TryAsync(string campaignId, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever it was: an exception that left a background service would end the process, and one bad pool all the others.
            PoolLog.RoundFailed(logger, error, campaignId);
        }
    }
}
