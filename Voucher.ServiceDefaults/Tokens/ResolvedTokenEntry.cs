using System.Security.Cryptography;
using System.Text;

namespace Voucher.ServiceDefaults.Tokens;

/// <summary>
/// Resolved tokens as Auth leaves them in Redis for the gateways: under a key made of the token's hash, the internal JWT to
/// forward, or the empty string for a token known to be dead, or a mark (<see cref="IsReservation"/>) that Auth is about to write.
/// </summary>
public static class ResolvedTokenEntry
{
    private const string KeyPrefix = "voucher:token:";
    private const char ReservationMark = '?';

    /// <summary>The key of a token's entry, given the token's hash.</summary>
    public static string KeyOf(ReadOnlySpan<byte> tokenHash) => string.Concat(KeyPrefix, Convert.ToHexStringLower(tokenHash));

    /// <summary>The key of a token's entry, given the token, which is at most some hundred characters long.</summary>
    public static string KeyOfToken(ReadOnlySpan<char> token)
    {
        Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(token.Length)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(token, utf8)], hash);
        return KeyOf(hash);
    }

    /// <summary>The lower case hexadecimal hash of the token that a key is for.</summary>
    public static string HashIn(string key) => key[KeyPrefix.Length..];

    /// <summary>A new mark, unlike any other and unlike any JWT.</summary>
    public static string NewReservation() => $"{ReservationMark}{Guid.NewGuid():N}";

    /// <summary>Whether an entry's value is only a mark: nothing is known of the token yet.</summary>
    public static bool IsReservation(string value) => value.StartsWith(ReservationMark);
}
