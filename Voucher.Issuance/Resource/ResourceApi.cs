using Microsoft.AspNetCore.Authorization;
using Microsoft.Net.Http.Headers;
using Voucher.Issuance.Guessing;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Negotiation;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Resource;

/// <summary>
/// The voucher resource (contract S2) for merchants below <c>/submission</c> and for distributors below <c>/distribution</c>. Offers are campaigns,
/// advertisers are merchants.
/// </summary>
internal static class ResourceApi
{
    private const string InOffer = "/offers/{offerId}/vouchers/{id}";
    private const string OfAdvertiser = "/advertisers/{advertiserId}/vouchers/{id}";

    public static void MapVoucherResource(this IEndpointRouteBuilder app)
    {
        Map(app.MapGroup("/submission"), Policy(PrincipalKinds.Merchant, Scopes.ManageVouchers), Policy(PrincipalKinds.Merchant, Scopes.ManageVouchers));
        Map(app.MapGroup("/distribution"), Policy(PrincipalKinds.Distributor, Scopes.ReadVouchers), Policy(PrincipalKinds.Distributor, Scopes.RequestVoucher));
    }

    private static void Map(RouteGroupBuilder side, AuthorizationPolicy mayRead, AuthorizationPolicy mayChange)
    {
        side.AddEndpointFilter(ChooseFormAsync);
        side.MapGet("/offers/{offerId}/vouchers", ListVouchers.HandleAsync).RequireAuthorization(mayRead);
        side.MapGet(InOffer, ShowVoucher.InOfferAsync).RequireAuthorization(mayRead).LimitGuesses();
        side.MapGet(OfAdvertiser, ShowVoucher.OfAdvertiserAsync).RequireAuthorization(mayRead).LimitGuesses();
        side.MapPut(InOffer, ChangeVoucher.InOfferAsync).RequireAuthorization(mayChange).LimitGuesses();
        side.MapPut(OfAdvertiser, ChangeVoucher.OfAdvertiserAsync).RequireAuthorization(mayChange).LimitGuesses();
    }

    private static AuthorizationPolicy Policy(string kind, string scope) => new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser()
        .RequireAssertion(context => context.User.IsOfKind(kind) && context.User.HasScope(scope))
        .Build();

    /// <summary>Chooses the form of the answer before anything is done; 406 when there is none. 503 when Campaigns cannot say whose an offer is.</summary>
    private static async ValueTask<object?> ChooseFormAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Accept);
        http.Response.Headers.CacheControl = "private, no-store";
        if (AcceptedType.Choose(http.Request, XmlErrors.Types) is not { } type)
        {
            return ErrorMessage.Answer(
                StatusCodes.Status406NotAcceptable, new Dictionary<string, string> { ["Accept"] = "must allow application/json, application/xml or text/xml" });
        }
        var form = new ResourceForm(type);
        http.Features.Set(form);
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            http.Response.Headers.RetryAfter = "1";
            return form.Error(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
