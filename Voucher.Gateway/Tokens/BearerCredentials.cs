using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tokens;

/// <summary>Reads a partner's token off a request, and refuses all that cannot be one, without I/O.</summary>
internal sealed class BearerCredentials(IHostEnvironment environment)
{
    private const string Scheme = "Bearer ";

    private readonly bool demoTokens = environment.IsDevelopment();

    /// <summary>
    /// The key of the token's entry in Redis; null unless there is exactly one <c>Authorization: Bearer</c> (the scheme in any case) with a
    /// well-formed token, or in Development a demo token.
    /// </summary>
    public string? KeyOf(HttpRequest request)
    {
        var headers = request.Headers.Authorization;
        if (headers.Count != 1)
            return null;
        var credentials = headers[0].AsSpan();
        if (!credentials.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = credentials[Scheme.Length..].Trim(' ');
        return PartnerToken.IsWellFormed(token) || (demoTokens && PartnerToken.HasDemoForm(token))
            ? ResolvedTokenEntry.KeyOfToken(token)
            : null;
    }
}
