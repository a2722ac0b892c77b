using System.Security.Claims;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Webhooks;

/// <summary>
/// Who manages subscriptions: a merchant its own, an operator all. What is another's is as if it were not there. A merchant is told of errors as partners are, an
/// operator by problem details.
/// </summary>
/// <param name="Id">The party.</param>
/// <param name="MerchantId">The same of a merchant; null of an operator.</param>
/// <param name="Base">Where the caller finds subscriptions.</param>
internal sealed record SubscriptionCaller(string Id, string? MerchantId, string Base)
{
    public const string OperatorsBase = "/admin/v1/subscriptions";
    public const string MerchantsBase = "/api/v1/subscriptions";

    /// <summary>By the route, which says who may come that way.</summary>
    public static ValueTask<SubscriptionCaller> BindAsync(HttpContext context)
    {
        var id = context.User.PrincipalId();
        return ValueTask.FromResult(context.Request.Path.StartsWithSegments(OperatorsBase)
            ? new SubscriptionCaller(id, MerchantId: null, OperatorsBase)
            : new SubscriptionCaller(id, id, MerchantsBase));
    }

    /// <summary>Whether the route lets the caller in.</summary>
    public static bool IsMerchant(ClaimsPrincipal user) => user.IsOfKind(PrincipalKinds.Merchant) && user.HasScope(Scopes.ManageVouchers);

    /// <summary>400.</summary>
    public IResult Refuse(FieldErrors errors) => MerchantId is null ? errors.ToProblem() : errors.ToInvalidRequest();

    /// <summary>Another status, with a text for people.</summary>
    public IResult Refuse(int status, string detail) =>
        MerchantId is null ? TypedResults.Problem(detail, statusCode: status) : ErrorMessage.Answer(status, new ErrorMessage(detail));

    /// <summary>404, whoever else may have it.</summary>
    public IResult NotFound() => MerchantId is null
        ? TypedResults.Problem("There is no such subscription or delivery.", statusCode: StatusCodes.Status404NotFound)
        : ErrorMessage.Answer(StatusCodes.Status404NotFound);
}
