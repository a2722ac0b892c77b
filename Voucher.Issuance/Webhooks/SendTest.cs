using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.Issuance.Events;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Sends a test event to one subscription, as any other is sent: signed, and tried again when it fails.</summary>
internal static class SendTest
{
    private const string Insert =
        """
        WITH event AS (
            INSERT INTO events (type, occurred_at, data, spread_at)
            VALUES (@type, @now, jsonb_build_object('subscription_id', @id::text), @now)
            RETURNING id
        )
        INSERT INTO deliveries (subscription_id, event_id, next_attempt_at, give_up_at, created_at)
        SELECT @id, id, @now, @giveUpAt, @now FROM event
        RETURNING id
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
        var body = await OperatorBody.ReadAsync(request, [], cancellationToken, mayBeAbsent: true);
        if (body.Errors.Any)
            return caller.Refuse(body.Errors);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken, transaction) is not { } found)
            return caller.NotFound();
        if (found.Kind == SubscriptionKinds.Connector)
            return caller.Refuse(StatusCodes.Status409Conflict, "The configured connector has no form for a test.");
        if (found.State == SubscriptionStates.Disabled)
            return caller.Refuse(StatusCodes.Status409Conflict, Redeliver.IsDisabled);

        var now = time.GetUtcNow().UtcDateTime;
        var deliveryId = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            Insert, new { type = EventTypes.Test, id, now, giveUpAt = now + options.Value.GiveUpAfter }, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        deliver.Wake();
        return TypedResults.Accepted(
            $"{caller.Base}/deliveries/{deliveryId}", await Delivery.FindAsync(connection, deliveryId, caller, cancellationToken));
    }
}
