using System.Security.Cryptography;
using System.Text.Json;

namespace Voucher.Issuance.Requests;

/// <summary>A digest of what a request asks for, to tell a replay from another request with the same id.</summary>
public static class RequestFingerprint
{
    /// <summary>
    /// 16 bytes; equal for equal parameters in the same shape. The distributor and the request id are left out: they are what it is looked up by.
    /// </summary>
    public static byte[] Of(VoucherRequest request)
    {
        // JSON keeps neighbouring texts apart whatever they contain, and a list of products from a category.
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(request.TerminalId);
            if (request.Shape == RequestShape.Products)
            {
                json.WriteStartArray();
                foreach (var product in request.CategoryIds)
                    json.WriteStringValue(product);
                json.WriteEndArray();
            }
            else
            {
                json.WriteStringValue(request.CategoryIds[0]);
                json.WriteStringValue(request.ProductId);
            }
            if (request.ConfirmWithinSeconds is { } seconds)
                json.WriteNumberValue(seconds);
            json.WriteEndArray();
        }
        return SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length))[..16];
    }
}
