using System.Buffers;
using System.Net.Mime;
using System.Security.Claims;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Requests;

/// <summary><c>POST /api/v1/voucher/request</c> (contract S0).</summary>
public static class VoucherRequestApi
{
    /// <summary>The longest body, in bytes. A longer one is 400: the contract has no 413.</summary>
    public const int MaxBodyLength = 16 * 1024;

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
        if (!MayRequest(context.User))
        {
            await WriteUnauthorizedAsync(response);
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
            await WriteUnauthorizedAsync(response);
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
        await WriteAsync(response, outcome);
    }

    private static bool MayRequest(ClaimsPrincipal user) =>
        user.IsOfKind(PrincipalKinds.Distributor) && user.HasScope(Scopes.RequestVoucher);

    private static async ValueTask<ParsedRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!IsJson(request))
            return new(null, new Dictionary<string, string> { ["Content-Type"] = "must be application/json, in UTF-8" });
        // Asked before the server's own limit is, which would answer 413.
        if (request.ContentLength > MaxBodyLength)
            return TooLong();
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > MaxBodyLength)
            {
                reader.AdvanceTo(read.Buffer.End);
                return TooLong();
            }
            if (!read.IsCompleted)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var body = read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray();
            var parsed = VoucherRequestParser.Parse(body, request.Headers["Idempotency-Key"]);
            reader.AdvanceTo(read.Buffer.End);
            return parsed;
        }
    }

    private static ParsedRequest TooLong() =>
        new(null, new Dictionary<string, string> { ["body"] = $"must not be longer than {MaxBodyLength} bytes" });

    private static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static Task WriteUnauthorizedAsync(HttpResponse response)
    {
        response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteErrorAsync(StatusCodes.Status401Unauthorized);
    }

    private static Task WriteAsync(HttpResponse response, RequestOutcome outcome)
    {
        switch (outcome)
        {
            case RequestOutcome.Served served:
                if (served.IsReplay)
                    response.Headers["Idempotent-Replayed"] = "true";
                return response.WriteAsJsonAsync(VoucherAnswer.For(served.Voucher), RequestsJson.Default.VoucherAnswer, JsonContentType);
            case RequestOutcome.OtherParameters:
                var errors = new Dictionary<string, string> { ["Idempotency-Key"] = "was used for a request with other parameters" };
                return response.WriteErrorAsync(StatusCodes.Status400BadRequest, errors);
            case RequestOutcome.Declined:
                return response.WriteErrorAsync(StatusCodes.Status409Conflict);
            default:
                return response.WriteErrorAsync(StatusCodes.Status500InternalServerError);
        }
    }

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
