namespace Voucher.Issuance.Webhooks;

/// <summary>How an attempt to deliver went.</summary>
/// <param name="Status">What the receiver answered; null when it did not.</param>
/// <param name="Error">Why it failed, of <see cref="AttemptErrors"/>; null when it did not.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again, if it says so.</param>
internal sealed record Attempt(int? Status, string? Error, TimeSpan? RetryAfter = null)
{
    private const int Gone = StatusCodes.Status410Gone;

    /// <summary>How an answer is taken. Only 2xx means that the receiver has it (Standard Webhooks).</summary>
    public static Attempt Answered(int status, TimeSpan? retryAfter) => status switch
    {
        >= 200 and < 300 => new Attempt(status, Error: null),
        >= 300 and < 400 => new Attempt(status, AttemptErrors.Redirect),
        StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => new Attempt(status, AttemptErrors.Status, retryAfter),
        _ => new Attempt(status, AttemptErrors.Status),
    };

    public bool IsDelivered => Error is null;

    /// <summary>The receiver wants nothing any more.</summary>
    public bool IsGone => Status == Gone;
}

/// <summary>Why an attempt failed, as the owner of a subscription is told.</summary>
public static class AttemptErrors
{
    /// <summary>The answer's status is none of 2xx.</summary>
    public const string Status = "status";

    /// <summary>The answer leads elsewhere; nobody follows.</summary>
    public const string Redirect = "redirect";

    /// <summary>There was no whole answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>The host has no address.</summary>
    public const string UnknownHost = "unknown_host";

    /// <summary>The host is not on the public internet.</summary>
    public const string PrivateAddress = "private_address";

    /// <summary>Nobody listens there.</summary>
    public const string NotConnected = "not_connected";

    /// <summary>The certificate is not good, or TLS fails otherwise.</summary>
    public const string Tls = "tls";

    /// <summary>The connection broke before there was an answer, or what came was none.</summary>
    public const string NoAnswer = "no_answer";

    public static readonly string[] All = [Status, Redirect, Timeout, UnknownHost, PrivateAddress, NotConnected, Tls, NoAnswer];
}
