using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Sends a delivery again that was delivered or parked, with the same id; it is tried for as long as a new one.</summary>
internal static class Redeliver
{
    /// <summary>Makes deliveries pending again. Their attempts are counted on: an attempt of before that ends late is none of theirs.</summary>
    public const string Again =
        """
        UPDATE deliveries
        SET state = 'pending', attempts_before = attempts, next_attempt_at = @now, give_up_at = @giveUpAt, ended_at = NULL
        """;

    public const string IsDisabled = "The subscription is disabled: set its state to active first.";

    public static async Task<IResult> HandleAsync(
        long deliveryId,
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
        if (await Delivery.FindAsync(connection, deliveryId, caller, cancellationToken) is not { } found)
            return caller.NotFound();
        if (await Subscription.FindAsync(connection, found.SubscriptionId, caller, cancellationToken) is { State: SubscriptionStates.Disabled })
            return caller.Refuse(StatusCodes.Status409Conflict, IsDisabled);
        var now = time.GetUtcNow().UtcDateTime;
        var made = await connection.ExecuteAsync(new CommandDefinition(
            $"{Again} WHERE id = @deliveryId AND state <> 'pending'",
            new { deliveryId, now, giveUpAt = now + options.Value.GiveUpAfter },
            cancellationToken: cancellationToken));
        if (made == 0)
            return caller.Refuse(StatusCodes.Status409Conflict, "It is on its way already.");
        deliver.Wake();
        return TypedResults.Accepted(
            $"{caller.Base}/deliveries/{deliveryId}", await Delivery.FindAsync(connection, deliveryId, caller, cancellationToken));
    }
}
