using System.Threading.Channels;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.ServiceDefaults.Telemetry;

namespace Voucher.Issuance.Claims;

/// <summary>
/// Removes claims that became vouchers from those in flight: behind the answer, in batches. What it does not get to, because the
/// process ends, Redis is away or too much waits, the sweeper settles.
/// </summary>
public sealed class ClaimSettler(IConnectionMultiplexer redis, IOptions<IssuanceOptions> options) : BackgroundService
{
    private const int BatchSize = 500;

    private readonly Channel<Claim> settled = Channel.CreateBounded<Claim>(
        new BoundedChannelOptions(20_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Settles a claim soon. Never waits.</summary>
    public void Settle(Claim claim) => settled.Writer.TryWrite(claim);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = Untraced.Begin();
        var batch = new List<Claim>(BatchSize);
        try
        {
            while (await settled.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (batch.Count < BatchSize && settled.Reader.TryRead(out var claim))
                    batch.Add(claim);
                await TrySettleAsync(batch);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends; what is left is the sweeper's.
        }
    }

    /// <summary>Settles claims at once; returns when none of them is in flight any more.</summary>
    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task SettleAsync(IEnumerable<Claim> claims)
    {
        var database = redis.GetDatabase();
        var commands = new List<Task>();
        foreach (var campaign in claims.GroupBy(claim => claim.CampaignId))
        {
            var keys = new PoolKeys(campaign.Key);
            commands.Add(database.SortedSetRemoveAsync(keys.InFlight, [.. campaign.Select(claim => (RedisValue)claim.Record)]));
            RedisKey[] requests = [.. campaign.Where(claim => claim.Claimant.Request.Length > 0).Select(claim => keys.ClaimOf(claim.Claimant.Request))];
            if (requests.Length > 0)
                commands.Add(database.KeyDeleteAsync(requests));
        }
        await Task.WhenAll(commands).WaitAsync(options.Value.RedisPatience);
    }

    private async Task TrySettleAsync(List<Claim> batch)
    {
        try
        {
            await SettleAsync(batch);
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            // Nothing is lost: these claims are vouchers, and the sweeper finds them.
        }
    }
}
