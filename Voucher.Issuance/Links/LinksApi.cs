using Microsoft.Net.Http.Headers;
using Voucher.ServiceDefaults.Errors;

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
    private static async ValueTask<object?> PrepareAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.CacheControl = "private, no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.XContentTypeOptions = "nosniff";
        headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            // Campaigns is away.
            headers.RetryAfter = "1";
            return ErrorMessage.Answer(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
