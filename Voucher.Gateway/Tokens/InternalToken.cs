namespace Voucher.Gateway.Tokens;

/// <summary>The internal JWT by which services know the caller of a request.</summary>
internal sealed record InternalToken(string Jwt)
{
    /// <exception cref="InvalidOperationException">The request was let through without a token: a fault in the routes.</exception>
    public static string Of(HttpContext context) =>
        context.Features.Get<InternalToken>()?.Jwt ?? throw new InvalidOperationException("The request has no internal token.");
}
