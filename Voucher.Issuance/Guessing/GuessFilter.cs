using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Voucher.Issuance.Guessing;

/// <summary>Makes guessing vouchers' ids and codes useless.</summary>
public static class GuessFilterExtensions
{
    /// <summary>
    /// For routes that look vouchers up by id or code. A result of 404, the only answer to what is unknown and to what is somebody else's, counts as a miss
    /// and comes no sooner than <see cref="GuessingOptions.MissTakes"/> after the look-up began. After too many of them the party, or the address, is
    /// answered 429 with <c>Retry-After</c> before the handler runs; that answer has no body yet, so that it gets the one of its path.
    /// </summary>
    public static TBuilder LimitGuesses<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter<TBuilder, GuessFilter>();
}

/// <summary>See <see cref="GuessFilterExtensions.LimitGuesses"/>.</summary>
internal sealed class GuessFilter(
    GuessLimits limits, LookUpTurns turns, MissedLookups missed, IOptions<GuessingOptions> options, TimeProvider time) : IEndpointFilter
{
    /// <summary>When too many look-ups of a party wait already.</summary>
    private static readonly TimeSpan WhenBusy = TimeSpan.FromSeconds(1);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var caller = Caller.Of(http);
        using var turn = await turns.TakeAsync(caller, http.RequestAborted);
        var refusedFor = turn.IsAcquired ? await limits.RefusedForAsync(caller) : WhenBusy;
        if (refusedFor > TimeSpan.Zero)
            return Refuse(http, caller, refusedFor);

        var started = time.GetTimestamp();
        var result = await next(context);
        if (!IsMiss(result))
            return result;
        missed.Record(caller, isRefused: false);
        await limits.CountAsync(caller);
        var left = options.Value.MissTakes - time.GetElapsedTime(started);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, time, http.RequestAborted);
        return result;
    }

    private static bool IsMiss(object? result) => result switch
    {
        INestedHttpResult nested => IsMiss(nested.Result),
        IStatusCodeHttpResult { StatusCode: StatusCodes.Status404NotFound } => true,
        _ => false,
    };

    private StatusCodeHttpResult Refuse(HttpContext http, Caller caller, TimeSpan refusedFor)
    {
        missed.Record(caller, isRefused: true);
        var seconds = (long)Math.Ceiling(refusedFor.TotalSeconds);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
    }
}
