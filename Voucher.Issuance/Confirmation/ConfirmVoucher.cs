using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Requests;
using Voucher.ServiceDefaults.Errors;
using Voucher.ServiceDefaults.Tokens;

namespace Voucher.Issuance.Confirmation;

/// <summary>
/// <c>POST /api/v1/voucher/confirm</c>: the till has handed over a voucher that it had asked for with <c>confirm_within_seconds</c>. From the
/// 200 on it is the customer's for good. Confirming again answers the same.
/// </summary>
public static class ConfirmVoucher
{
    /// <summary>How long to wait before a failed write is tried again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The row's lock decides between this and the return of the same voucher.</summary>
    private const string Confirm =
        """
        WITH confirmed AS (
            UPDATE issued_vouchers SET confirmed_at = $3
            WHERE distributor_id = $1 AND request_id = $2 AND confirm_by > $3 AND confirmed_at IS NULL AND returned_at IS NULL
            RETURNING campaign_id, seq)
        INSERT INTO events (type, occurred_at, campaign_id, seq)
        SELECT 'voucher_issued', $3, campaign_id, seq FROM confirmed WHERE EXISTS (SELECT FROM wanted_events WHERE type = 'voucher_issued')
        """;

    /// <summary>A statement of its own, whose snapshot is taken after the first: it sees also what another call has confirmed meanwhile.</summary>
    private const string Read =
        """
        SELECT campaign_id, issued_at, CASE WHEN confirm_by IS NULL THEN issued_at ELSE confirmed_at END
        FROM issued_vouchers WHERE distributor_id = $1 AND request_id = $2
        """;

    /// <summary>Maps the endpoint. As with requests, it answers for lacking scopes itself.</summary>
    public static void MapConfirmation(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/voucher/confirm", HandleAsync);

    private static async Task HandleAsync(
        HttpContext context, NpgsqlDataSource database, IssuanceMetrics metrics, IOptions<IssuanceOptions> options, TimeProvider time)
    {
        var response = context.Response;
        if (!context.User.MayRequestVouchers())
        {
            await response.WriteUnauthorizedAsync();
            return;
        }
        var errors = new Dictionary<string, string>();
        var body = await JsonBody.ReceiveAsync(context.Request, errors, context.RequestAborted);
        var request = body is null ? null : PartnerBody.Read(body, errors, ConfirmationRequest.Of);
        if (request is null || errors.Count > 0)
        {
            await response.WriteErrorAsync(StatusCodes.Status400BadRequest, errors);
            return;
        }
        if (request.DistributorId is { } named && named != context.User.PrincipalId())
        {
            await response.WriteUnauthorizedAsync();
            return;
        }
        using var patience = new CancellationTokenSource(options.Value.RequestPatience, time);
        var voucher = await ConfirmAsync(database, context.User.PrincipalId(), request.RequestId, time, patience.Token);
        metrics.Confirmed(voucher switch { null => "unknown", { ConfirmedAt: null } => "late", _ => "confirmed" });
        await WriteAsync(response, request.RequestId, voucher);
    }

    private static Task WriteAsync(HttpResponse response, string requestId, ConfirmedVoucher? voucher) => voucher switch
    {
        null => response.WriteErrorAsync(StatusCodes.Status404NotFound, Wrong("has no voucher; request one first")),
        { ConfirmedAt: null } => response.WriteErrorAsync(StatusCodes.Status409Conflict, Wrong("was not confirmed in time; request a voucher with another id")),
        _ => response.WriteAsJsonAsync(voucher.ToAnswer(requestId), ConfirmationJson.Default.ConfirmationAnswer, "application/json; charset=utf-8"),
    };

    private static Dictionary<string, string> Wrong(string what) => new() { ["request_id"] = what };

    /// <summary>
    /// The voucher, with the time of its confirmation if it is confirmed; null when the request has none. Waits for a PostgreSQL that is away,
    /// until the token ends that.
    /// </summary>
    private static async Task<ConfirmedVoucher?> ConfirmAsync(
        NpgsqlDataSource database, string distributorId, string requestId, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ConfirmOnceAsync(database, distributorId, requestId, time.GetUtcNow(), cancellationToken);
            }
            catch (Exception error) when (StoreFault.IsPassing(error))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    private static async Task<ConfirmedVoucher?> ConfirmOnceAsync(
        NpgsqlDataSource database, string distributorId, string requestId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(Confirm) { Parameters = { new() { Value = distributorId }, new() { Value = requestId }, new() { Value = second } } },
                new(Read) { Parameters = { new() { Value = distributorId }, new() { Value = requestId } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ConfirmedVoucher(
                reader.GetString(0),
                reader.GetFieldValue<DateTimeOffset>(1),
                await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(2))
            : null;
    }
}
