namespace Voucher.Gateway.Routing;

/// <summary>
/// Keeps bodies of partners' calls to 16 KiB. For tills a longer one is an invalid request: their contract has no 413.
/// </summary>
internal static class VoucherBodyLimit
{
    private const int MaxBytes = 16 * 1024;

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        int? refusal = context.GetReverseProxyFeature().Route.Config.RouteId switch
        {
            Routes.RequestVoucher or Routes.ConfirmVoucher => StatusCodes.Status400BadRequest,
            Routes.ReportVoucher => StatusCodes.Status413PayloadTooLarge,
            _ => null,
        };
        return (refusal, context.Request.ContentLength) switch
        {
            (null, _) => next(context),
            ({ } status, > MaxBytes) => RefuseAsync(context, status),
            ({ } status, null) => ReadFirstAsync(context, next, status),
            _ => next(context),
        };
    }

    /// <summary>
    /// A body of unknown length is read before it is forwarded: a service that answers before the whole of it was sent may
    /// break the connection, and then its answer would be lost.
    /// </summary>
    private static async Task ReadFirstAsync(HttpContext context, RequestDelegate next, int refusal)
    {
        var body = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            await RefuseAsync(context, refusal);
            return;
        }
        context.Request.Body = new MemoryStream(body, 0, length, writable: false);
        await next(context);
    }

    /// <summary>The body is that of the status and the path.</summary>
    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
