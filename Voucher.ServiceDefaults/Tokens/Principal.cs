using System.Security.Claims;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>The kinds of parties that hold tokens.</summary>
public static class PrincipalKinds
{
    public const string Distributor = "distributor";
    public const string Merchant = "merchant";
    public const string Operator = "operator";

    /// <summary>One of the platform's own services.</summary>
    public const string Service = "service";
}

/// <summary>Who calls: a party, or a service of the platform.</summary>
/// <param name="Id">The party's identifier, such as <c>DIST-001</c>.</param>
/// <param name="Kind">One of <see cref="PrincipalKinds"/>.</param>
/// <param name="Scopes">What it may do, of <see cref="Tokens.Scopes"/>.</param>
public sealed record Principal(string Id, string Kind, IReadOnlyList<string> Scopes);

/// <summary>Reads a principal off validated claims.</summary>
public static class PrincipalClaims
{
    internal const string Subject = "sub";
    internal const string Kind = "kind";
    internal const string Scope = "scope";

    /// <summary>The caller's identifier.</summary>
    /// <exception cref="InvalidOperationException">The caller is not authenticated.</exception>
    public static string PrincipalId(this ClaimsPrincipal user) =>
        user.FindFirstValue(Subject) ?? throw new InvalidOperationException("The caller is not authenticated.");

    /// <summary>Whether the caller is of a kind.</summary>
    public static bool IsOfKind(this ClaimsPrincipal user, string kind) => user.HasClaim(Kind, kind);

    /// <summary>Whether the caller has a scope.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope)
    {
        var granted = user.FindFirstValue(Scope).AsSpan();
        foreach (var range in granted.Split(' '))
        {
            if (granted[range].SequenceEqual(scope))
                return true;
        }
        return false;
    }
}
