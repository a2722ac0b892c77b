using Microsoft.IdentityModel.JsonWebTokens;

namespace Voucher.Auth.Tests;

internal static class Jwt
{
    public static JsonWebToken Read(string? jwt)
    {
        Assert.NotNull(jwt);
        return new JsonWebToken(jwt);
    }
}
