using Microsoft.Extensions.Options;
using StackExchange.Redis;
using Voucher.Issuance.Claims;

namespace Voucher.Issuance.Guessing;

/// <summary>
/// Counts misses by party and by address, in Redis, so that all processes count together. While Redis is away look-ups go on uncounted: a till that redeems
/// must not depend on it.
/// </summary>
public sealed class GuessLimits(
    IConnectionMultiplexer redis, IOptions<GuessingOptions> options, GuessMetrics metrics, ILogger<GuessLimits> logger, TimeProvider time)
{
    /// <summary>How long Redis is left alone after it has kept a look-up waiting, lest every look-up waits.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    private readonly RedisScript<GuessLimits> check = new("check_misses.lua", redis, options.Value.RedisPatience);
    private readonly RedisScript<GuessLimits> count = new("count_miss.lua", redis, options.Value.RedisPatience);
    private long restsUntil = long.MinValue;

    /// <summary>For how long the caller's look-ups are refused; zero when they are not.</summary>
    public async ValueTask<TimeSpan> RefusedForAsync(Caller caller)
    {
        var wait = await TryAsync(check, caller, options.Value.MissesOfAddress, options.Value.MissesOfPrincipal);
        return wait is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds((long)wait);
    }

    /// <summary>Counts a miss.</summary>
    public async ValueTask CountAsync(Caller caller)
    {
        var wasLast = await TryAsync(
            count, caller, (long)options.Value.Window.TotalMilliseconds, options.Value.MissesOfAddress, options.Value.MissesOfPrincipal);
        if (wasLast is not null && (bool)wasLast)
            GuessingLog.RefusedFromNow(logger, caller.PrincipalId, caller.Address);
    }

    private async ValueTask<RedisResult?> TryAsync(RedisScript<GuessLimits> script, Caller caller, params RedisValue[] arguments)
    {
        if (redis.IsConnected && time.GetTimestamp() >= Volatile.Read(ref restsUntil))
        {
            try
            {
                return await script.EvaluateAsync(KeysOf(caller), arguments);
            }
            catch (Exception error) when (error is RedisException or TimeoutException or OperationCanceledException)
            {
                Volatile.Write(ref restsUntil, time.GetTimestamp() + (long)(Rest.TotalSeconds * time.TimestampFrequency));
                GuessingLog.Uncounted(logger, error);
            }
        }
        metrics.Uncounted();
        return null;
    }

    /// <summary>Of one hash tag, so that a cluster keeps them together.</summary>
    private static RedisKey[] KeysOf(Caller caller)
    {
        RedisKey ofAddress = $"voucher:{{misses}}:address:{caller.Address}";
        return caller.PrincipalId.Length == 0 ? [ofAddress] : [ofAddress, $"voucher:{{misses}}:principal:{caller.PrincipalId}"];
    }
}
