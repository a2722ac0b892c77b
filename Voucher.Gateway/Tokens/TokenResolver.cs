using System.Text.Json;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tokens;

/// <summary>
/// Asks Auth about tokens, at any time with one call for each token. Questions about a token that come while its call is under
/// way share the next call, never the current one: its answer may be older than a revocation that the new question has come after.
/// </summary>
internal sealed partial class TokenResolver(IServiceProvider services, ILogger<TokenResolver> logger)
{
    private readonly Lock gate = new();

    /// <summary>The tokens whose call is under way, each with those that wait for the next call, if any.</summary>
    private readonly Dictionary<string, TaskCompletionSource<TokenAnswer>?> underWay = new(StringComparer.Ordinal);

    /// <summary>Auth's answer about the token of an entry, or <see cref="TokenVerdict.Unavailable"/> when it gives none in time.</summary>
    public Task<TokenAnswer> ResolveAsync(string key)
    {
        TaskCompletionSource<TokenAnswer>? asked;
        lock (gate)
        {
            if (underWay.TryGetValue(key, out var next))
            {
                underWay[key] = next ??= NewQuestion();
                return next.Task;
            }
            underWay.Add(key, null);
        }
        asked = NewQuestion();
        _ = RunAsync(key, asked);
        return asked.Task;
    }

    /// <summary>Continuations run elsewhere: one of a thousand waiting requests is not to hold up the others.</summary>
    private static TaskCompletionSource<TokenAnswer> NewQuestion() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(string key, TaskCompletionSource<TokenAnswer> asked)
    {
        for (TaskCompletionSource<TokenAnswer>? current = asked; current is not null; current = Next(key))
        {
            try
            {
                current.SetResult(await AskAsync(key));
            }
            catch (Exception error)
            {
                current.SetException(error);
            }
        }
    }

    private TaskCompletionSource<TokenAnswer>? Next(string key)
    {
        lock (gate)
        {
            var next = underWay[key];
            if (next is null)
                underWay.Remove(key);
            else
                underWay[key] = null;
            return next;
        }
    }

    private async Task<TokenAnswer> AskAsync(string key)
    {
        try
        {
            var internalToken = await services.GetRequiredService<AuthClient>().ResolveAsync(ResolvedTokenEntry.HashIn(key));
            return internalToken is null ? TokenAnswer.Refused : TokenAnswer.Accepted(internalToken);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException)
        {
            LogAuthUnavailable(logger, error.Message);
            return TokenAnswer.Unavailable;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Auth did not answer: {Reason}")]
    private static partial void LogAuthUnavailable(ILogger logger, string reason);
}
