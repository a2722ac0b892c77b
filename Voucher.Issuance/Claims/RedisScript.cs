using StackExchange.Redis;
using Voucher.ServiceDefaults;

namespace Voucher.Issuance.Claims;

/// <summary>A Lua script beside the type <typeparamref name="T"/>, run with a bound on its time.</summary>
public sealed class RedisScript<T>(string file, IConnectionMultiplexer redis, TimeSpan patience)
{
    private readonly string text = EmbeddedText.Beside<T>(file);

    /// <summary>Runs the script.</summary>
    /// <exception cref="RedisException">Redis refused it or cannot be reached.</exception>
    /// <exception cref="TimeoutException">There was no answer in time; whether the script ran is unknown.</exception>
    public async Task<RedisResult> EvaluateAsync(RedisKey[] keys, params RedisValue[] arguments)
    {
        try
        {
            return await EvaluateOnceAsync(keys, arguments);
        }
        catch (RedisServerException error) when (error.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // Redis has forgotten its scripts, so nothing has run; the client has noticed and loads it now.
            return await EvaluateOnceAsync(keys, arguments);
        }
    }

    private Task<RedisResult> EvaluateOnceAsync(RedisKey[] keys, RedisValue[] arguments) =>
        redis.GetDatabase().ScriptEvaluateAsync(text, keys, arguments).WaitAsync(patience);
}
