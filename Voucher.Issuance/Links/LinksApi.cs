using Microsoft.Net.Http.Headers;

namespace Voucher.Issuance.Links;

/// <summary>What signed links lead to. Nobody is asked for a token.</summary>
internal static class LinksApi
{
    public static void MapLinks(this IEndpointRouteBuilder app)
    {
        var vouchers = app.MapGroup("/vouchers/{id}").AllowAnonymous().AddEndpointFilter(PrepareAsync);
        vouchers.MapGet("/barcode", ShowBarcode.HandleAsync);
        vouchers.MapGet("/print", PrintVoucher.HandleAsync);
    }

    /// <summary>A code is worth money: it is kept by nobody on the way, and the link is told to no other site.</summary>
    private static ValueTask<object?> PrepareAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.XContentTypeOptions = "nosniff";
        headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        return next(context);
    }
}
