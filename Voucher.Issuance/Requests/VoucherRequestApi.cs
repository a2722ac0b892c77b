using Microsoft.Extensions.Options;
using Voucher.Issuance.Ledger;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Requests;

/// <summary><c>POST /api/v1/voucher/request</c> (contracts S0 and S1).</summary>
public static class VoucherRequestApi
{
    private const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>Maps the endpoint. It is open to authorization's middleware because it answers for lacking scopes itself: 401, as the contract has no 403.</summary>
    public static void MapVoucherRequests(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/voucher/request", AnswerAsync);

    private static async Task AnswerAsync(
        HttpContext context, RequestVoucher requestVoucher, DeclinedRequests declinedRequests, IssuanceMetrics metrics,
        IOptions<IssuanceOptions> options, TimeProvider time)
    {
        var started = time.GetTimestamp();
        var response = context.Response;
        if (!context.User.MayRequestVouchers())
        {
            await response.WriteUnauthorizedAsync();
            return;
        }
        var (request, errors) = await ReadAsync(context.Request, context.RequestAborted);
        if (request is null)
        {
            metrics.Requested("invalid", null, time.GetElapsedTime(started));
            await response.WriteErrorAsync(StatusCodes.Status400BadRequest, errors);
            return;
        }
        if (request.DistributorId != context.User.PrincipalId())
        {
            metrics.Requested("unauthorized", null, time.GetElapsedTime(started));
            await response.WriteUnauthorizedAsync();
            return;
        }

        RequestOutcome outcome;
        try
        {
            // Not the connection's end: a claim that is under way is worth finishing, for the retry finds its voucher then.
            using var patience = new CancellationTokenSource(options.Value.RequestPatience, time);
            outcome = await requestVoucher.RunAsync(request, patience.Token);
        }
        catch (Exception)
        {
            metrics.Requested("failed", null, time.GetElapsedTime(started));
            throw;
        }
        if (outcome is RequestOutcome.Declined declined)
            declinedRequests.Record(request, declined);
        Measure(metrics, outcome, time.GetElapsedTime(started));
        await WriteAsync(response, request, outcome);
    }

    private static async ValueTask<ParsedRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>();
        return await JsonBody.ReceiveAsync(request, errors, cancellationToken) is { } body
            ? VoucherRequestParser.Parse(body, request.Headers["Idempotency-Key"])
            : new ParsedRequest(null, errors);
    }

    private static Task WriteAsync(HttpResponse response, VoucherRequest request, RequestOutcome outcome)
    {
        switch (outcome)
        {
            case RequestOutcome.Served served:
                if (served.IsReplay)
                    response.Headers["Idempotent-Replayed"] = "true";
                return WriteAsync(response, request, served.Voucher);
            case RequestOutcome.OtherParameters:
                var field = request.Shape == RequestShape.Products ? "request_id" : "Idempotency-Key";
                var errors = new Dictionary<string, string> { [field] = "was used for a request with other parameters" };
                return response.WriteErrorAsync(StatusCodes.Status400BadRequest, errors);
            case RequestOutcome.Declined:
                return response.WriteErrorAsync(StatusCodes.Status409Conflict);
            default:
                return response.WriteErrorAsync(StatusCodes.Status500InternalServerError);
        }
    }

    private static Task WriteAsync(HttpResponse response, VoucherRequest request, IssuedVoucher voucher) => request.Shape == RequestShape.Products
        ? response.WriteAsJsonAsync(OrderedVoucherAnswer.For(voucher, request.RequestId!), RequestsJson.Default.OrderedVoucherAnswer, JsonContentType)
        : response.WriteAsJsonAsync(VoucherAnswer.For(voucher), RequestsJson.Default.VoucherAnswer, JsonContentType);

    private static void Measure(IssuanceMetrics metrics, RequestOutcome outcome, TimeSpan took)
    {
        var (name, reason) = outcome switch
        {
            RequestOutcome.Served { IsReplay: false } => ("issued", null),
            RequestOutcome.Served => ("replayed", null),
            RequestOutcome.OtherParameters => ("invalid", null),
            RequestOutcome.Declined declined => ("declined", declined.Reason),
            _ => ("unknown", (string?)null),
        };
        metrics.Requested(name, reason, took);
        var span = System.Diagnostics.Activity.Current;
        span?.SetTag("voucher.outcome", name);
        span?.SetTag("voucher.reason", reason);
    }
}
