namespace Voucher.Issuance.Links;

/// <summary>Where a partner has reached the platform: the address that the gateway forwards, which is the only one to call this service.</summary>
internal static class LinkAddress
{
    /// <summary>Scheme and host, without a slash at the end.</summary>
    public static string Of(HttpRequest request)
    {
        var scheme = request.Headers["X-Forwarded-Proto"] is [{ } proto] && proto is "http" or "https" ? proto : request.Scheme;
        var host = request.Headers["X-Forwarded-Host"] is [{ Length: > 0 } forwarded] ? forwarded : request.Host.Value;
        return Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out var address) && address is { PathAndQuery: "/", Fragment: "", UserInfo: "" }
            ? address.AbsoluteUri.TrimEnd('/')
            : $"{request.Scheme}://{request.Host}";
    }
}
