using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Voucher.Issuance.Webhooks;

/// <summary>Signatures of Standard Webhooks 1.0 (scheme <c>v1</c>): HMAC-SHA256 over the delivery's id, its time and its body.</summary>
public static class WebhookSignature
{
    /// <summary>The value of <c>webhook-signature</c>: a signature for each secret, with spaces between.</summary>
    /// <param name="secrets">The secrets, the present one first.</param>
    /// <param name="id">The value of <c>webhook-id</c>; has no dot.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>, in seconds.</param>
    /// <param name="body">The very bytes that are sent.</param>
    public static string Of(IEnumerable<byte[]> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var signed = new ArrayBufferWriter<byte>(body.Length + 64);
        signed.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        signed.Write(body);
        var content = signed.WrittenMemory;
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, content.Span))));
    }
}
