using Yarp.ReverseProxy.Model;

namespace Voucher.Gateway.Tokens;

/// <summary>
/// How a route's callers show their tokens: by <c>Authorization: Bearer</c> everywhere (RFC 6750), and beside it by what the route's contract knows.
/// </summary>
/// <param name="Scheme">Another scheme of <c>Authorization</c>, or null.</param>
/// <param name="Header">Another header, with nothing but the token, or null.</param>
internal sealed record TokenForms(string? Scheme = null, string? Header = null)
{
    private const string Bearer = "Bearer";
    private const string MetadataKey = "TokenForms";

    private static readonly TokenForms BearerOnly = new();

    /// <summary>Contract S2's.</summary>
    private static readonly TokenForms ApiKey = new(Header: "X-ADILITY-API-KEY");

    /// <summary>Contract S3's.</summary>
    private static readonly TokenForms TokenScheme = new(Scheme: "token");

    /// <summary>For the configuration of a route of contract S2.</summary>
    public static IReadOnlyDictionary<string, string> WithApiKey { get; } = new Dictionary<string, string> { [MetadataKey] = nameof(ApiKey) };

    /// <summary>For the configuration of a route of contract S3.</summary>
    public static IReadOnlyDictionary<string, string> WithTokenScheme { get; } = new Dictionary<string, string> { [MetadataKey] = nameof(TokenScheme) };

    /// <summary>The forms that an endpoint takes.</summary>
    public static TokenForms Of(Endpoint? endpoint) =>
        endpoint?.Metadata.GetMetadata<RouteModel>()?.Config.Metadata?.GetValueOrDefault(MetadataKey) switch
        {
            nameof(ApiKey) => ApiKey,
            nameof(TokenScheme) => TokenScheme,
            _ => BearerOnly,
        };

    /// <summary>The one token in a request's headers; empty when there is none, or more than one.</summary>
    public ReadOnlySpan<char> TokenIn(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization;
        if (Header is null || !headers.TryGetValue(Header, out var keys))
            return authorization.Count == 1 ? TokenIn(authorization[0]) : [];
        return keys.Count == 1 && authorization.Count == 0 ? keys[0] : [];
    }

    /// <summary>The schemes are taken in any case.</summary>
    private ReadOnlySpan<char> TokenIn(ReadOnlySpan<char> credentials)
    {
        var space = credentials.IndexOf(' ');
        if (space < 0)
            return [];
        var scheme = credentials[..space];
        return scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase) || (Scheme is not null && scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase))
            ? credentials[space..]
            : [];
    }
}
