using Voucher.ServiceDefaults.Errors;

namespace Voucher.Gateway.Routing;

/// <summary>
/// Keeps bodies of voucher requests to the contract's 16 KiB. A longer one is an invalid request: the contract has no 413.
/// </summary>
internal static class VoucherBodyLimit
{
    private const int MaxBytes = 16 * 1024;

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetReverseProxyFeature().Route.Config.RouteId is not (Routes.RequestVoucher or Routes.ConfirmVoucher))
            return next(context);
        return context.Request.ContentLength switch
        {
            > MaxBytes => context.Response.WriteErrorAsync(StatusCodes.Status400BadRequest),
            null => ReadFirstAsync(context, next),
            _ => next(context),
        };
    }

    /// <summary>
    /// A body of unknown length is read before it is forwarded: a service that answers before the whole of it was sent may
    /// break the connection, and then its answer would be lost.
    /// </summary>
    private static async Task ReadFirstAsync(HttpContext context, RequestDelegate next)
    {
        var body = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            await context.Response.WriteErrorAsync(StatusCodes.Status400BadRequest);
            return;
        }
        context.Request.Body = new MemoryStream(body, 0, length, writable: false);
        await next(context);
    }
}
