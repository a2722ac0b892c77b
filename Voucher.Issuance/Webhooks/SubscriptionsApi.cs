using Microsoft.AspNetCore.Authorization;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Webhooks;

/// <summary>The routes of subscriptions and their deliveries: merchants' to their own, operators' to all.</summary>
internal static class SubscriptionsApi
{
    public static void MapSubscriptions(this IEndpointRouteBuilder app)
    {
        Map(app.MapGroup(SubscriptionCaller.MerchantsBase).RequireAuthorization(new AuthorizationPolicyBuilder()
            .RequireAuthenticatedUser()
            .RequireAssertion(context => SubscriptionCaller.IsMerchant(context.User))
            .Build()));
        Map(app.MapGroup(SubscriptionCaller.OperatorsBase).RequireAuthorization(Scopes.Admin));
    }

    private static void Map(RouteGroupBuilder routes)
    {
        routes.MapGet("", ListSubscriptions.HandleAsync);
        routes.MapGet("/{id:guid}/deliveries", ListDeliveries.HandleAsync);

        var strict = routes.MapGroup("").AddEndpointFilter(TakeNoQueryAsync);
        strict.MapPost("", CreateSubscription.HandleAsync);
        strict.MapGet("/{id:guid}", ShowSubscription.HandleAsync);
        strict.MapPatch("/{id:guid}", ChangeSubscription.HandleAsync);
        strict.MapDelete("/{id:guid}", DeleteSubscription.HandleAsync);
        strict.MapPost("/{id:guid}/rotate-secret", RotateSecret.HandleAsync);
        strict.MapPost("/{id:guid}/test", SendTest.HandleAsync);
        strict.MapPost("/{id:guid}/redeliver", RedeliverMany.HandleAsync);
        strict.MapGet("/deliveries/{deliveryId:long:min(1)}", ShowDelivery.HandleAsync);
        strict.MapPost("/deliveries/{deliveryId:long:min(1)}/redeliver", Redeliver.HandleAsync);
    }

    /// <summary>As <see cref="StrictRoutes.TakesNoQuery"/>, in the caller's own form.</summary>
    private static async ValueTask<object?> TakeNoQueryAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = OperatorQuery.Read(context.HttpContext.Request);
        return query.Errors.Any ? (await SubscriptionCaller.BindAsync(context.HttpContext)).Refuse(query.Errors) : await next(context);
    }
}
