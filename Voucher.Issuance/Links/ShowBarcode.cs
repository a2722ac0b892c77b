using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Negotiation;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Links;

/// <summary><c>GET /vouchers/{id}/barcode</c>: the redemption code as a picture, PNG or SVG as <c>Accept</c> says.</summary>
internal static class ShowBarcode
{
    private const int DefaultSize = 256;
    private const int SmallestSize = 64;
    private const int LargestSize = 1024;
    private const string Png = "image/png";
    private const string Svg = "image/svg+xml";

    public static async Task<IResult> HandleAsync(string id, HttpContext context, OpenLink open, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.Read(context.Request, OpenLink.Expires, OpenLink.Signature, "size");
        var size = (int)(query.Number("size", SmallestSize, LargestSize) ?? DefaultSize);
        if (AcceptedType.Choose(context.Request, Png, Svg) is not { } type)
            return ErrorMessage.Answer(StatusCodes.Status406NotAcceptable, new Dictionary<string, string> { ["Accept"] = $"must allow {Png} or {Svg}" });
        var (voucher, status) = await open.FindAsync(LinkPurpose.Barcode, id, query, cancellationToken);
        if (status == StatusCodes.Status400BadRequest)
            return query.Errors.ToInvalidRequest();
        if (voucher is null)
            return ErrorMessage.Answer(status);
        if (type == Png)
            return TypedResults.Bytes(Barcode.Png(voucher.Voucher.Code, size), Png);
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'";
        return TypedResults.Text(Barcode.Svg(voucher.Voucher.Code, size), Svg);
    }
}
