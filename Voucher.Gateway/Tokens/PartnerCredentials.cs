using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Gateway.Tokens;

/// <summary>Reads a partner's token off a request, and refuses all that cannot be one, without I/O.</summary>
internal sealed class PartnerCredentials(IHostEnvironment environment, IOptions<FirstOperatorOptions> firstOperator)
{
    private readonly bool demoTokens = environment.IsDevelopment();
    private readonly byte[]? firstOperatorsHash = firstOperator.Value.FirstToken is { Length: > 0 } token ? PartnerToken.HashOf(token) : null;

    /// <summary>
    /// The key of the token's entry in Redis; null unless there is exactly one token, in a form that the route takes, and it is well-formed, or the
    /// first operator's from the configuration, or in Development a demo token.
    /// </summary>
    public string? KeyOf(HttpRequest request)
    {
        var token = TokenForms.Of(request.HttpContext.GetEndpoint()).TokenIn(request.Headers).Trim(' ');
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
