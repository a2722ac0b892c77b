namespace Voucher.Gateway.Tokens;

/// <summary>What became of a token's look-up.</summary>
internal enum TokenVerdict
{
    /// <summary>Neither Redis nor Auth could tell.</summary>
    Unavailable,

    /// <summary>Unknown, expired, revoked: which of them, nobody is told.</summary>
    Refused,

    Accepted,
}

/// <summary>A verdict, with the internal JWT to forward when the token is accepted.</summary>
internal readonly record struct TokenAnswer(TokenVerdict Verdict, string? InternalToken = null)
{
    public static TokenAnswer Unavailable { get; } = new(TokenVerdict.Unavailable);

    public static TokenAnswer Refused { get; } = new(TokenVerdict.Refused);

    public static TokenAnswer Accepted(string internalToken) => new(TokenVerdict.Accepted, internalToken);
}
