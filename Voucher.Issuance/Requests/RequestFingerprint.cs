using System.Security.Cryptography;
using System.Text.Json;

namespace Voucher.Issuance.Requests;

/// <summary>A digest of what a request asks for, to tell a replay from another request with the same id.</summary>
public static class RequestFingerprint
{
    /// <summary>16 bytes; equal for equal parameters. The distributor and the request id are left out: they are what it is looked up by.</summary>
    public static byte[] Of(VoucherRequest request)
    {
        // JSON keeps neighbouring texts apart whatever they contain.
        var parameters = JsonSerializer.SerializeToUtf8Bytes(
            [request.TerminalId, request.CategoryId, request.ProductId], RequestsJson.Default.StringArray);
        return SHA256.HashData(parameters)[..16];
    }
}
