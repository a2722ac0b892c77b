using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.ServiceDefaults;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Auth.Tokens;

/// <summary>
/// The entries of resolved tokens in Redis (<see cref="ResolvedTokenEntry"/>). Redis may be slow, gone or wiped at any moment;
/// resolving goes on without it, and killing waits until no entry can be alive.
/// </summary>
internal sealed partial class TokenEntries(
    IConnectionMultiplexer redis, IOptions<TokenEntryOptions> options, TimeProvider time, ILogger<TokenEntries> logger)
{
    private static readonly string FillEntry = EmbeddedText.Beside<TokenEntries>("FillEntry.lua");
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than any resolver holds its lock.</summary>
    private static readonly TimeSpan ReservationLife = TimeSpan.FromSeconds(5);

    private readonly TokenEntryOptions lives = options.Value;

    /// <summary>
    /// Marks a token's entry as about to be written, before its row is read; null when Redis does not answer or has
    /// something there already, and then there is nothing to fill.
    /// </summary>
    public async Task<string?> ReserveAsync(string key)
    {
        var mark = ResolvedTokenEntry.NewReservation();
        var reserved = await TryAsync(redis => redis.StringSetAsync(key, mark, ReservationLife, When.NotExists));
        return reserved ? mark : null;
    }

    /// <summary>Writes a live token's entry in the place of its mark. Has no effect once the mark is gone.</summary>
    public Task FillAsync(string key, string mark, string internalToken, DateTimeOffset until) =>
        TryAsync(async redis => (bool)await redis.ScriptEvaluateAsync(
            FillEntry,
            [key],
            [mark, internalToken, until.ToUnixTimeMilliseconds(), (long)lives.EntryLife.TotalMilliseconds]));

    /// <summary>
    /// Returns when no gateway can find the tokens alive in Redis any more: their entries are overwritten and Redis has said so,
    /// or, while it does not answer, the life of every entry is over. To be called after the commit that makes the tokens dead.
    /// </summary>
    public async Task KillAsync(IReadOnlyList<byte[]> tokenHashes)
    {
        var keys = tokenHashes.Select(hash => (RedisKey)ResolvedTokenEntry.KeyOf(hash)).ToArray();
        var committed = time.GetTimestamp();
        var lastEntryDies = lives.EntryLife + lives.Margin;
        while (!await TryAsync(redis => OverwriteAsync(redis, keys)))
        {
            var left = lastEntryDies - time.GetElapsedTime(committed);
            if (left <= TimeSpan.Zero)
            {
                LogOutwaited(logger, keys.Length, lastEntryDies);
                return;
            }
            await Task.Delay(left < RetryPause ? left : RetryPause, time);
        }
    }

    /// <summary>
    /// Removes the entries of tokens that may live again, lest they are refused for as long as their entries say so. Where Redis does not
    /// answer, they are, until <see cref="TokenEntryOptions.DeadLife"/> is over. To be called after the commit that revives them.
    /// </summary>
    public async Task ReviveAsync(IReadOnlyList<byte[]> tokenHashes)
    {
        var keys = tokenHashes.Select(hash => (RedisKey)ResolvedTokenEntry.KeyOf(hash)).ToArray();
        // Whatever is removed is only missed: a gateway that finds nothing asks.
        if (keys.Length > 0 && !await TryAsync(async redis => await redis.KeyDeleteAsync(keys) >= 0))
            LogNotRevived(logger, keys.Length, lives.DeadLife);
    }

    private async Task<bool> OverwriteAsync(IDatabase redis, RedisKey[] keys)
    {
        var written = await Task.WhenAll(keys.Select(key => redis.StringSetAsync(key, RedisValue.EmptyString, lives.DeadLife, When.Always)));
        return Array.TrueForAll(written, one => one);
    }

    /// <summary>False when Redis says no, and also when it cannot be asked or does not answer in time.</summary>
    private async Task<bool> TryAsync(Func<IDatabase, Task<bool>> command)
    {
        if (!redis.IsConnected)
            return false;
        try
        {
            return await command(redis.GetDatabase()).WaitAsync(Patience, time);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or OperationCanceledException)
        {
            LogUnavailable(logger, error.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis did not answer: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis did not answer; {Count} revived tokens may be refused for up to {Life}")]
    private static partial void LogNotRevived(ILogger logger, int count, TimeSpan life);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis did not answer; {Count} tokens are dead because their entries' life of {Life} is over")]
    private static partial void LogOutwaited(ILogger logger, int count, TimeSpan life);
}
