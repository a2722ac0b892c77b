using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.TestStores;

/// <summary>Internal tokens for services that are started with <see cref="SigningKey"/>.</summary>
public static class TestTokens
{
    /// <summary>The value of <c>InternalTokens:SigningKey</c>.</summary>
    public const string SigningKey = "a signing key that only tests have, 48 characters";

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(10);

    private static readonly InternalTokenIssuer Issuer =
        new(Options.Create(new InternalTokenOptions { SigningKey = SigningKey }), TimeProvider.System);

    /// <summary>A token that services accept for <paramref name="lifetime"/>, by default ten minutes.</summary>
    public static string Of(Principal principal, TimeSpan? lifetime = null) => Issuer.Issue(principal, lifetime ?? DefaultLifetime);

    /// <summary>A distributor that may ask for vouchers.</summary>
    public static string OfDistributor(string id) => Of(new Principal(id, PrincipalKinds.Distributor, [Scopes.RequestVoucher, Scopes.ReadVouchers]));

    /// <summary>A merchant that may manage vouchers and redeem them for accounts.</summary>
    public static string OfMerchant(string id) => Of(new Principal(id, PrincipalKinds.Merchant, [Scopes.ManageVouchers, Scopes.RedeemForAccount]));

    /// <summary>An operator.</summary>
    public static string OfOperator(string id = "OPERATOR") => Of(new Principal(id, PrincipalKinds.Operator, [Scopes.Admin]));

    /// <summary>A service of the platform that was given one scope.</summary>
    public static string OfService(string scope) => Of(new Principal("Voucher.Tests", PrincipalKinds.Service, [scope]));

    /// <summary>Lets the client show a token with each request.</summary>
    public static HttpClient WithToken(this HttpClient client, string token)
    {
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
