using System.Text.Json;
using Voucher.ServiceDefaults.Errors;

namespace Voucher.Issuance.Offers;

/// <summary>What partners are answered while Campaigns is away.</summary>
internal static class OffersAway
{
    /// <summary>Answers 503, so that the caller comes again, where an endpoint finds no answer of Campaigns. Nothing was changed then.</summary>
    public static TBuilder AnswerOffersAway<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.AddEndpointFilter(static async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (Exception error) when (error is HttpRequestException or TimeoutException or JsonException)
            {
                context.HttpContext.Response.Headers.RetryAfter = "1";
                return ErrorMessage.Answer(StatusCodes.Status503ServiceUnavailable);
            }
        });
}
