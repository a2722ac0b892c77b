using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Pools;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Capacity;

/// <summary>
/// Loads what the ledger counts for a campaign's day into Redis: when the first request of the day comes, and after each rebuild.
/// </summary>
public sealed class DayCounts(NpgsqlDataSource dataSource, IConnectionMultiplexer redis, IOptions<IssuanceOptions> options)
{
    /// <summary>No claim is in flight for a day any more when its counts go: it has been over for two days at least.</summary>
    private static readonly TimeSpan CountsAreKept = TimeSpan.FromDays(3);

    private static readonly string CountDay = EmbeddedText.Beside<DayCounts>("count_day.sql");

    private readonly SharedRuns<(string CampaignId, DateOnly Day)> runs = new();
    private readonly RedisScript<DayCounts> loadDay = new("load_day.lua", redis, options.Value.RedisPatience * 5);

    /// <summary>
    /// Makes sure that Redis has the day's counts, or that the pool is in no epoch that counts. Callers in this process share one run.
    /// </summary>
    /// <exception cref="NpgsqlException">PostgreSQL does not count.</exception>
    /// <exception cref="RedisException">Redis cannot be reached.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public Task LoadAsync(string campaignId, DateOnly day) => runs.RunAsync((campaignId, day), RunAsync);

    private async Task RunAsync((string CampaignId, DateOnly Day) what)
    {
        var (campaignId, day) = what;
        var keys = new PoolKeys(campaignId);
        while (true)
        {
            var state = await redis.GetDatabase().HashGetAsync(keys.State, ["epoch", "counting", "returns"])
                .WaitAsync(options.Value.RedisPatience);
            if (state[0].IsNull || state[1] != "1")
                return;
            var (active, counts) = await CountAsync(campaignId, day, (long)state[2]);
            var dayNumber = Claimant.NumberOf(day);
            var isLoaded = (bool)await loadDay.EvaluateAsync(
                [keys.State, keys.Day(dayNumber), keys.Active],
                [state[0], state[2], (long)CountsAreKept.TotalSeconds, active.Count / 2, .. active, .. counts]);
            if (isLoaded)
                return;
        }
    }

    private async Task<(List<RedisValue> Active, List<RedisValue> Counts)> CountAsync(string campaignId, DateOnly day, long takenBack)
    {
        var total = 0L;
        var distributors = new Dictionary<string, (long Vouchers, DateOnly LastDay)>(StringComparer.Ordinal);
        var counts = new List<RedisValue>();
        await using var command = dataSource.CreateCommand(CountDay);
        command.Parameters.Add(new() { Value = campaignId });
        command.Parameters.Add(new() { Value = day });
        command.Parameters.Add(new() { Value = takenBack });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (distributor, vouchers, lastDay) = (reader.GetString(0), reader.GetInt64(2), reader.GetFieldValue<DateOnly>(3));
            var known = distributors.GetValueOrDefault(distributor);
            distributors[distributor] = (known.Vouchers + vouchers, known.LastDay > lastDay ? known.LastDay : lastDay);
            total += vouchers;
            if (vouchers > 0)
                counts.AddRange($"t:{distributor}\t{reader.GetString(1)}", Number(vouchers));
        }
        foreach (var (distributor, known) in distributors)
            counts.AddRange($"d:{distributor}", Number(known.Vouchers));
        counts.AddRange("all", Number(total));
        return ([.. distributors.SelectMany(known => (RedisValue[])[known.Key, Claimant.NumberOf(known.Value.LastDay)])], counts);

        static RedisValue Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
