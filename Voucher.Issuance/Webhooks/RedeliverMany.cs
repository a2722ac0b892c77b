using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>How many deliveries are sent again.</summary>
public sealed record Redelivered(long Count);

/// <summary>Sends a subscription's parked deliveries again, all of them or those of events since a time: after a long failure of its receiver.</summary>
internal static class RedeliverMany
{
    private const int BatchSize = 5_000;

    private const string AgainBatch =
        $"""
        {Redeliver.Again} WHERE id IN (
            SELECT deliveries.id FROM deliveries JOIN events ON events.id = deliveries.event_id
            WHERE deliveries.subscription_id = @id AND deliveries.state = 'parked' AND (@since::timestamptz IS NULL OR events.occurred_at >= @since)
            LIMIT @BatchSize FOR NO KEY UPDATE OF deliveries SKIP LOCKED)
        """;

    public static async Task<IResult> HandleAsync(
        Guid id,
        HttpRequest request,
        SubscriptionCaller caller,
        NpgsqlDataSource database,
        DeliverEvents deliver,
        IOptions<WebhookOptions> options,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var body = await OperatorBody.ReadAsync(request, ["state", "since"], cancellationToken);
        body.Require("state").OneOf("state", DeliveryStates.Parked);
        var since = body.Time("since")?.UtcDateTime;
        if (body.Errors.Any)
            return caller.Refuse(body.Errors);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken) is not { } found)
            return caller.NotFound();
        if (found.State == SubscriptionStates.Disabled)
            return caller.Refuse(StatusCodes.Status409Conflict, Redeliver.IsDisabled);

        var now = time.GetUtcNow().UtcDateTime;
        var batch = new CommandDefinition(
            AgainBatch, new { id, since, BatchSize, now, giveUpAt = now + options.Value.GiveUpAfter }, cancellationToken: cancellationToken);
        var total = 0L;
        int made;
        do
        {
            made = await connection.ExecuteAsync(batch);
            total += made;
        }
        while (made == BatchSize);
        deliver.Wake();
        return TypedResults.Accepted($"{caller.Base}/{id}/deliveries", new Redelivered(total));
    }
}
