using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Issuance.Offers;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Negotiation;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Links;

/// <summary><c>GET /vouchers/{id}/print</c>: a page of HTML that needs nothing else and runs nothing, for A4 and for the 80 mm paper of tills.</summary>
internal static class PrintVoucher
{
    private const string Html = "text/html; charset=utf-8";
    private const string Json = "application/json; charset=utf-8";

    public static async Task<IResult> HandleAsync(string id, HttpContext context, OpenLink open, PartyNames names, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.Read(context.Request, OpenLink.Expires, OpenLink.Signature, "paper");
        var paper = query.OneOf("paper", PaperSize.A4.Name, PaperSize.Receipt.Name) == PaperSize.Receipt.Name ? PaperSize.Receipt : PaperSize.A4;
        if (AcceptedType.Choose(context.Request, Html) is null)
            return ErrorMessage.Answer(StatusCodes.Status406NotAcceptable, new Dictionary<string, string> { ["Accept"] = "must allow text/html" });
        var (voucher, status) = await open.FindAsync(LinkPurpose.Print, id, query, cancellationToken);
        if (status == StatusCodes.Status400BadRequest)
            return query.Errors.ToInvalidRequest();
        if (voucher is null)
            return Refuse(context, status);
        return Page(context, VoucherPage.Write(voucher, await names.FindAsync(voucher.Offer.MerchantId, cancellationToken), paper), StatusCodes.Status200OK);
    }

    /// <summary>Programs read JSON, people a sentence.</summary>
    private static IResult Refuse(HttpContext context, int status) => AcceptedType.Choose(context.Request, Json, Html) == Html
        ? Page(context, VoucherPage.WriteRefusal(status), status)
        : ErrorMessage.Answer(status);

    private static ContentHttpResult Page(HttpContext context, PageText page, int status)
    {
        var style = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(page.Style)));
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return TypedResults.Content(page.Html, Html, statusCode: status);
    }
}
