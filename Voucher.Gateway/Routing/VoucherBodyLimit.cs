namespace Voucher.Gateway.Routing;

/// <summary>
/// Keeps bodies of voucher requests to the contract's 16 KiB; a longer one is an invalid request, as that contract has no 413. Routes that are marked
/// <see cref="Small"/> are kept to the same, and answer 413.
/// </summary>
internal static class VoucherBodyLimit
{
    private const int MaxBytes = 16 * 1024;
    private const string Mark = "SmallBodies";

    /// <summary>The metadata of a route whose bodies are small.</summary>
    public static IReadOnlyDictionary<string, string> Small { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { [Mark] = "true" };

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var route = context.GetReverseProxyFeature().Route.Config;
        int? refusal = route.RouteId is Routes.RequestVoucher or Routes.ConfirmVoucher ? StatusCodes.Status400BadRequest
            : route.Metadata?.ContainsKey(Mark) == true ? StatusCodes.Status413PayloadTooLarge
            : null;
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

    /// <summary>The body of the answer is made in the form that the path's contract has.</summary>
    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
