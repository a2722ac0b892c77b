using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tokens;

/// <summary>Reads a partner's token off a request, and refuses all that cannot be one, without I/O.</summary>
internal sealed class BearerCredentials(IHostEnvironment environment, IOptions<FirstOperatorOptions> firstOperator)
{
    private const string Scheme = "Bearer ";

    private readonly bool demoTokens = environment.IsDevelopment();
    private readonly byte[]? firstOperatorsHash = firstOperator.Value.FirstToken is { Length: > 0 } token ? PartnerToken.HashOf(token) : null;

    /// <summary>
    /// The key of the token's entry in Redis; null unless there is exactly one <c>Authorization: Bearer</c> (the scheme in any case) with a
    /// well-formed token, or the first operator's token from the configuration, or in Development a demo token.
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
        return PartnerToken.IsWellFormed(token) || (demoTokens && PartnerToken.HasDemoForm(token)) || IsFirstOperators(token)
            ? ResolvedTokenEntry.KeyOfToken(token)
            : null;
    }

    /// <summary>Takes equally long for every token of a length, so that its time tells nothing of the right one.</summary>
    private bool IsFirstOperators(ReadOnlySpan<char> token)
    {
        if (firstOperatorsHash is null || token.Length > FirstOperatorOptions.MaxLength)
            return false;
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(FirstOperatorOptions.MaxLength)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, firstOperatorsHash);
    }
}
