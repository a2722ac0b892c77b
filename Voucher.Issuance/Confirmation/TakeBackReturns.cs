using Microsoft.Extensions.Options;
using Npgsql;
using StackExchange.Redis;
using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Confirmation;

/// <summary>Takes the counts of returned vouchers back, in the order of their numbers: Redis knows up to which it has come.</summary>
public sealed class TakeBackReturns(NpgsqlDataSource dataSource, IConnectionMultiplexer redis, IOptions<IssuanceOptions> options)
{
    private const int BatchSize = 500;

    private const string ReadReturns =
        """
        SELECT return_number, campaign_day, distributor_id, terminal_id
        FROM issued_vouchers
        WHERE campaign_id = $1 AND return_number > $2
        ORDER BY return_number
        LIMIT $3
        """;

    private readonly RedisScript<TakeBackReturns> script = new("take_back_returns.lua", redis, options.Value.RedisPatience);

    private sealed record Return(long Number, DateOnly Day, string DistributorId, string TerminalId)
    {
        public RedisKey KeyIn(PoolKeys keys) => keys.Day(Claimant.NumberOf(Day));
    }

    /// <summary>Brings the counts of a campaign up to date, if its claims are counted.</summary>
    /// <exception cref="RedisException">Redis cannot be reached; the next call goes on from where this one came.</exception>
    /// <exception cref="TimeoutException">As above.</exception>
    public async Task TakeBackAsync(string campaignId)
    {
        var keys = new PoolKeys(campaignId);
        while (true)
        {
            var state = await redis.GetDatabase().HashGetAsync(keys.State, ["epoch", "counting", "returns"]).WaitAsync(options.Value.RedisPatience);
            if (state[0].IsNull || state[1] != "1")
                return;
            var returns = await ReadAsync(campaignId, (long)state[2]);
            if (returns.Count == 0)
                return;
            var days = returns.Select(voucher => voucher.KeyIn(keys)).Distinct().ToList();
            var vouchers = returns.SelectMany(voucher => (RedisValue[])
                [days.IndexOf(voucher.KeyIn(keys)) + 2, voucher.DistributorId, $"{voucher.DistributorId}\t{voucher.TerminalId}"]);
            await script.EvaluateAsync([keys.State, .. days], [state[0], state[2], returns[^1].Number, .. vouchers]);
        }
    }

    private async Task<List<Return>> ReadAsync(string campaignId, long after)
    {
        await using var command = dataSource.CreateCommand(ReadReturns);
        command.Parameters.Add(new() { Value = campaignId });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = BatchSize });
        var returns = new List<Return>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            returns.Add(new Return(reader.GetInt64(0), reader.GetFieldValue<DateOnly>(1), reader.GetString(2), reader.GetString(3)));
        return returns;
    }
}
