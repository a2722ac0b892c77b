using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.ServiceDefaults.Operators;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.People;

/// <summary>
/// The operators' routes of what is a person's: to tell the person all of it, and to erase it. Errors are problem details (RFC 9457). The log of changes
/// names the voucher, or a digest of the account: by which one who knows the account can tell that it was erased, and nobody else anything.
/// </summary>
internal static class PeopleApi
{
    public static void MapPeople(this IEndpointRouteBuilder app)
    {
        var people = app.MapGroup("/admin/v1/people").RequireAuthorization(Scopes.Admin).AddEndpointFilter(AnswerCampaignsAwayAsync);
        people.MapGet("/accounts/{accountId}", ExportAccountAsync).TakesNoQuery();
        people.MapDelete("/accounts/{accountId}", EraseAccountAsync).TakesNoQuery();
        people.MapGet("/vouchers/{voucherId}", ExportVoucherAsync).TakesNoQuery();
        people.MapDelete("/vouchers/{voucherId}", EraseVoucherAsync).TakesNoQuery();
    }

    private static async Task<Ok<PersonExport>> ExportAccountAsync(string accountId, FindPerson find, ExportPerson export, CancellationToken cancellationToken) =>
        TypedResults.Ok(export.Of(await find.ByAccountAsync(accountId, cancellationToken)));

    private static async Task<Results<Ok<PersonExport>, NotFound>> ExportVoucherAsync(
        string voucherId, FindPerson find, ExportPerson export, CancellationToken cancellationToken) =>
        await find.ByVoucherAsync(voucherId, cancellationToken) is { } person ? TypedResults.Ok(export.Of(person)) : TypedResults.NotFound();

    private static async Task<Ok<ErasedPerson>> EraseAccountAsync(
        string accountId, ClaimsPrincipal user, FindPerson find, ErasePerson erase, CancellationToken cancellationToken)
    {
        var person = await find.ByAccountAsync(accountId, cancellationToken);
        return TypedResults.Ok(await erase.RunAsync(person, Entry(user, "account", DigestOf(person.AccountId!)), cancellationToken));
    }

    private static async Task<Results<Ok<ErasedPerson>, NotFound>> EraseVoucherAsync(
        string voucherId, ClaimsPrincipal user, FindPerson find, ErasePerson erase, CancellationToken cancellationToken) =>
        await find.ByVoucherAsync(voucherId, cancellationToken) is { } person
            ? TypedResults.Ok(await erase.RunAsync(person, Entry(user, "voucher", voucherId), cancellationToken))
            : TypedResults.NotFound();

    private static Func<ErasedPerson, AuditEntry> Entry(ClaimsPrincipal user, string kind, string id) =>
        erased => new AuditEntry(user.PrincipalId(), "person.erase", kind, id, Before: null, erased);

    private static string DigestOf(string accountId) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(accountId)))}";

    /// <summary>Only Campaigns knows whose a campaign is. Nothing was done then.</summary>
    private static async ValueTask<object?> AnswerCampaignsAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or JsonException)
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            return TypedResults.Problem("Campaigns cannot be reached just now, and only it knows whose a voucher is.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
