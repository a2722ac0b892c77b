using Npgsql;
using Voucher.Issuance.Pools;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Confirmation;

/// <summary>
/// Returns vouchers whose time was over without a confirmation: the ledger says so, their codes go back to the pool, and their counts are taken
/// back. Killed at any step, the next round goes on from there.
/// </summary>
public sealed class ReturnVouchers(
    NpgsqlDataSource dataSource, TakeBackReturns takeBack, PoolFiller filler, IssuanceMetrics metrics, ILogger<ReturnVouchers> logger, TimeProvider time)
{
    /// <summary>How many vouchers one transaction returns: whoever adds codes waits for it.</summary>
    internal const int BatchSize = 500;

    private const string FindCampaigns =
        """
        SELECT DISTINCT campaign_id FROM issued_vouchers
        WHERE confirm_by <= $1 AND confirm_by IS NOT NULL AND confirmed_at IS NULL AND returned_at IS NULL
        """;

    private const string LockPool = "SELECT 1 FROM pools WHERE campaign_id = $1 FOR UPDATE";

    private static readonly string Return = EmbeddedText.Beside<ReturnVouchers>("return_vouchers.sql");

    /// <summary>Returns all vouchers whose time is over, and tells how many.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL does not do it.</exception>
    public async Task<long> RunOnceAsync(CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var campaignId in await OverdueCampaignsAsync(cancellationToken))
        {
            long returned;
            do
            {
                returned = await ReturnBatchAsync(campaignId, cancellationToken);
                total += returned;
            }
            while (returned == BatchSize);
            await FollowAsync(campaignId);
        }
        return total;
    }

    private async Task<List<string>> OverdueCampaignsAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindCampaigns);
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        var campaigns = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            campaigns.Add(reader.GetString(0));
        return campaigns;
    }

    private async Task<long> ReturnBatchAsync(string campaignId, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // Without an explicit transaction the batch is one. The lock is a statement of its own, so that the next one's snapshot is taken after it.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(LockPool) { Parameters = { new() { Value = campaignId } } },
                new(Return) { Parameters = { new() { Value = campaignId }, new() { Value = time.GetUtcNow() }, new() { Value = BatchSize } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var returned = reader.GetInt64(0);
        metrics.Returned(returned);
        if (returned > 0)
            ConfirmationLog.Returned(logger, campaignId, returned);
        return returned;
    }

    /// <summary>Lets Redis know at once; if that fails, the rounds of the pools do it.</summary>
    private async Task FollowAsync(string campaignId)
    {
        try
        {
            await takeBack.TakeBackAsync(campaignId);
            await filler.FillAsync(campaignId);
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            PoolLog.RoundFailed(logger, error, campaignId);
        }
    }
}
