using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Voucher.Gateway.Tokens;

/// <summary>
/// Authenticates partners by their tokens. Refusals are all alike; when nobody can tell whether a token is good, the answer is 503, so that a
/// partner does not take a good token for a bad one.
/// </summary>
internal sealed class PartnerTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    PartnerCredentials credentials,
    TokenLookup lookup,
    TokenLookups lookups)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "PartnerToken";

    /// <summary>Nothing is known of the caller here but that there is one; the internal token tells services the rest.</summary>
    private static readonly ClaimsPrincipal Somebody = new(new ClaimsIdentity(SchemeName));

    private bool unavailable;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // Where no caller is asked for (405, 404, health), none is looked up.
        if (Context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            return AuthenticateResult.NoResult();
        if (credentials.KeyOf(Request) is not { } key)
        {
            lookups.Malformed();
            return AuthenticateResult.NoResult();
        }
        var answer = await lookup.FindAsync(key, Context.RequestAborted);
        unavailable = answer.Verdict == TokenVerdict.Unavailable;
        if (answer.InternalToken is null)
            return AuthenticateResult.NoResult();
        Context.Features.Set(new InternalToken(answer.InternalToken));
        return AuthenticateResult.Success(new AuthenticationTicket(Somebody, SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (unavailable)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Response.Headers.RetryAfter = "1";
        }
        else
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        }
        return Task.CompletedTask;
    }
}
