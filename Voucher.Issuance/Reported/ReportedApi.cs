using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.Issuance.Requests;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Reported;

/// <summary>
/// Contract S3, inbound: a merchant's system tells of its vouchers, event by event and in any order, and reads back what came of them. A merchant sees its
/// own only.
/// </summary>
internal static class ReportedApi
{
    private static readonly AuthorizationPolicy MayReport = new AuthorizationPolicyBuilder()
        .RequireAuthenticatedUser()
        .RequireAssertion(context => context.User.IsOfKind(PrincipalKinds.Merchant) && context.User.HasScope(Scopes.ManageVouchers))
        .Build();

    public static void MapReported(this IEndpointRouteBuilder app)
    {
        var vouchers = app.MapGroup(EventAnswer.Path).RequireAuthorization(MayReport);
        vouchers.MapPost("", ReportAsync);
        vouchers.MapGet("/{voucherCode}", ReadAsync);
    }

    private static async Task<JsonHttpResult<EventAnswer>> ReportAsync(
        HttpContext context, ReportedVouchers vouchers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (UnknownParameters(context.Request) is { } unknown)
            return Wrong(unknown, time);
        if (!JsonBody.IsJson(context.Request))
            return EventAnswer.OfError(StatusCodes.Status415UnsupportedMediaType, time).ToResult();
        var errors = new Dictionary<string, string>();
        if (await JsonBody.ReceiveAsync(context.Request, errors, cancellationToken) is not { } body)
            return EventAnswer.OfError(StatusCodes.Status413PayloadTooLarge, time).ToResult();
        if (VoucherEventParser.Parse(body, errors) is not { } reported)
            return Wrong(errors, time);
        await vouchers.MergeAsync(context.User.PrincipalId(), reported, cancellationToken);
        return new EventAnswer(StatusCodes.Status200OK, time.GetUtcNow().ToUnixTimeSeconds()).ToResult();
    }

    private static async Task<Results<JsonHttpResult<JsonObject>, JsonHttpResult<EventAnswer>>> ReadAsync(
        string voucherCode, HttpContext context, ReportedVouchers vouchers, TimeProvider time, CancellationToken cancellationToken)
    {
        if (UnknownParameters(context.Request) is { } unknown)
            return Wrong(unknown, time);
        var found = await vouchers.FindAsync(context.User.PrincipalId(), voucherCode, cancellationToken);
        return found is null
            ? EventAnswer.OfError(StatusCodes.Status404NotFound, time).ToResult()
            : TypedResults.Json(found.ToJson());
    }

    private static Dictionary<string, string>? UnknownParameters(HttpRequest request) => request.Query.Count == 0
        ? null
        : request.Query.Keys.ToDictionary(name => name, _ => "is an unknown parameter; there are none");

    private static JsonHttpResult<EventAnswer> Wrong(Dictionary<string, string> errors, TimeProvider time) => EventAnswer.OfError(
        StatusCodes.Status400BadRequest, time, string.Join("; ", errors.Select(error => $"{error.Key} {error.Value}"))).ToResult();
}
