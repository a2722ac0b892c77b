using Npgsql;

namespace Voucher.Issuance.Webhooks;

/// <summary>Shows a delivery.</summary>
internal static class ShowDelivery
{
    public static async Task<IResult> HandleAsync(long deliveryId, SubscriptionCaller caller, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await Delivery.FindAsync(connection, deliveryId, caller, cancellationToken) is { } found ? TypedResults.Ok(found) : caller.NotFound();
    }
}
