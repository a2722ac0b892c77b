using Microsoft.Extensions.Primitives;

namespace Voucher.Issuance.Requests;

/// <summary>What a request's body and headers say, or what is wrong with them.</summary>
public readonly record struct ParsedRequest(VoucherRequest? Request, IReadOnlyDictionary<string, string> Errors);

/// <summary>Reads requests for a voucher (contracts S0 and S1). Pure: bytes in, request or errors out.</summary>
public static class VoucherRequestParser
{
    /// <summary>How many products a request may list.</summary>
    public const int MaxProducts = 32;

    /// <summary>The longest time that a voucher waits for its confirmation.</summary>
    public const int MaxConfirmSeconds = 600;

    private const int MaxKeyLength = 255;
    private const string Key = "Idempotency-Key";
    private const string Category = "trigger_category_id";
    private const string Products = "product_ids";
    private const string RequestId = "request_id";
    private const string ConfirmWithin = "confirm_within_seconds";

    /// <summary>Reads a request.</summary>
    /// <param name="body">The body, at most 16 KiB.</param>
    /// <param name="idempotencyKey">The values of the header Idempotency-Key.</param>
    public static ParsedRequest Parse(ReadOnlyMemory<byte> body, StringValues idempotencyKey)
    {
        var errors = new Dictionary<string, string>();
        var request = PartnerBody.Read(body, errors, fields => Read(fields, idempotencyKey));
        return new ParsedRequest(errors.Count == 0 ? request : null, errors);
    }

    /// <summary>Which body it is, is told by the field that only that one has.</summary>
    private static VoucherRequest? Read(PartnerBody body, StringValues idempotencyKey)
    {
        var key = ReadKey(idempotencyKey, body);
        switch (body.Has(Category), body.Has(Products))
        {
            case (true, true):
                body.Wrong(Category, $"must not be given together with {Products}");
                body.Wrong(Products, $"must not be given together with {Category}");
                return null;
            case (false, true):
                return ReadProducts(body, key);
            case (true, false):
                return ReadCategory(body, key);
            default:
                body.Wrong(Category, $"is required, or {Products} in its place");
                body.Text("distributor_id");
                body.Text("terminal_id");
                return null;
        }
    }

    private static VoucherRequest ReadCategory(PartnerBody body, string? key)
    {
        var seconds = ReadConfirmWithin(body);
        if (seconds is not null && key is null)
            body.Wrong(Key, $"is required with {ConfirmWithin}: it names the request that is confirmed");
        return new VoucherRequest(
            RequestShape.Category, body.Text("distributor_id"), body.Text("terminal_id"), [body.Text(Category)], body.FreeText("trigger_product_id"),
            key, seconds);
    }

    private static VoucherRequest ReadProducts(PartnerBody body, string? key)
    {
        var requestId = body.Text(RequestId);
        if (key is not null && key != requestId)
            body.Wrong(Key, $"must equal {RequestId}, or be left out");
        return new VoucherRequest(
            RequestShape.Products, body.Text("distributor_id"), body.Text("terminal_id"), body.Texts(Products, MaxProducts), ProductId: null,
            requestId, ReadConfirmWithin(body));
    }

    private static int? ReadConfirmWithin(PartnerBody body) => body.OptionalNumber(ConfirmWithin, 1, MaxConfirmSeconds);

    private static string? ReadKey(StringValues header, PartnerBody body)
    {
        if (header.Count == 0)
            return null;
        var key = header.Count == 1 ? header[0] : null;
        if (key is { Length: >= 1 and <= MaxKeyLength } && key.All(character => character is >= ' ' and <= '~'))
            return key;
        body.Wrong(Key, $"must be given once, with 1 to {MaxKeyLength} printable ASCII characters");
        return null;
    }
}
