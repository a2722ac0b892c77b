using Voucher.ServiceDefaults.Operators;

namespace Voucher.Campaigns;

/// <summary>Refuses query parameters where there are none: whoever sends one means something that would not happen.</summary>
internal static class NoQuery
{
    public static TBuilder TakeNoQuery<TBuilder>(this TBuilder routes)
        where TBuilder : IEndpointConventionBuilder => routes.AddEndpointFilter(RefuseAsync);

    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = OperatorQuery.Read(context.HttpContext.Request);
        return query.Errors.Any ? query.Errors.ToProblem() : await next(context);
    }
}
