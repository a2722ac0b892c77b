using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>Writes the short-lived JWTs (RFC 7519, HS256) by which services know a caller.</summary>
public sealed class InternalTokenIssuer(IOptions<InternalTokenOptions> options, TimeProvider time)
{
    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials credentials = new(KeyOf(options.Value), SecurityAlgorithms.HmacSha256);

    internal static SymmetricSecurityKey KeyOf(InternalTokenOptions options) => new(Encoding.UTF8.GetBytes(options.SigningKey));

    /// <summary>A token for a principal that services accept for <paramref name="lifetime"/> from now.</summary>
    public string Issue(Principal principal, TimeSpan lifetime)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = InternalTokenOptions.Issuer,
            Audience = InternalTokenOptions.Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now + lifetime,
            SigningCredentials = credentials,
            Claims = new Dictionary<string, object>
            {
                [PrincipalClaims.Subject] = principal.Id,
                [PrincipalClaims.Kind] = principal.Kind,
                [PrincipalClaims.Scope] = string.Join(' ', principal.Scopes),
            },
        });
    }
}
