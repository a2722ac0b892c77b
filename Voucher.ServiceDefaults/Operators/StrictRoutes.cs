using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>Routes that take no query or no body say so, instead of passing over what an operator meant by it.</summary>
public static class StrictRoutes
{
    /// <summary>Answers 400 to a request with any query parameter.</summary>
    public static RouteHandlerBuilder TakesNoQuery(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (context, next) =>
    {
        var query = OperatorQuery.Read(context.HttpContext.Request);
        return query.Errors.Any ? query.Errors.ToProblem() : await next(context);
    });

    /// <summary>Answers 400 to a request with any body but an empty JSON object.</summary>
    public static RouteHandlerBuilder TakesNoBody(this RouteHandlerBuilder route) => route.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        var body = await OperatorBody.ReadAsync(http.Request, [], http.RequestAborted, mayBeAbsent: true);
        return body.Errors.Any ? body.Errors.ToProblem() : await next(context);
    });
}
