using StackExchange.Redis;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tokens;

/// <summary>
/// Finds out who a token belongs to: from Redis in one round trip, else from Auth. Nothing is kept here, so a revoked token is dead
/// for this gateway as soon as it is for Redis and Auth.
/// </summary>
internal sealed partial class TokenLookup(
    IConnectionMultiplexer redis, TokenResolver auth, TokenLookups lookups, TimeProvider time, ILogger<TokenLookup> logger)
{
    private static readonly TimeSpan RedisPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long Redis is left alone after it has kept a request waiting, lest every request waits.</summary>
    private static readonly TimeSpan RedisRest = TimeSpan.FromSeconds(1);

    private long restsUntil = long.MinValue;

    /// <summary>Looks a token up by the key of its entry.</summary>
    public async ValueTask<TokenAnswer> FindAsync(string key, CancellationToken cancellationToken)
    {
        if (await ReadEntryAsync(key) is { } entry && !ResolvedTokenEntry.IsReservation(entry))
        {
            var known = entry.Length == 0 ? TokenAnswer.Refused : TokenAnswer.Accepted(entry);
            lookups.Cached(known.Verdict);
            return known;
        }
        var answer = await auth.ResolveAsync(key).WaitAsync(cancellationToken);
        lookups.Asked(answer.Verdict);
        return answer;
    }

    private async ValueTask<string?> ReadEntryAsync(string key)
    {
        if (!redis.IsConnected || time.GetTimestamp() < Volatile.Read(ref restsUntil))
            return null;
        try
        {
            return await redis.GetDatabase().StringGetAsync(key).WaitAsync(RedisPatience, time);
        }
        catch (Exception error) when (error is RedisException or TimeoutException or OperationCanceledException)
        {
            Volatile.Write(ref restsUntil, time.GetTimestamp() + (long)(RedisRest.TotalSeconds * time.TimestampFrequency));
            LogRedisUnavailable(logger, error.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis did not answer, asking Auth instead: {Reason}")]
    private static partial void LogRedisUnavailable(ILogger logger, string reason);
}
