using System.Globalization;
using Dapper;
using Npgsql;
using Voucher.Issuance.Events;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Lists a subscription's deliveries, the newest first.</summary>
internal static class ListDeliveries
{
    public static async Task<IResult> HandleAsync(
        Guid id, HttpRequest request, SubscriptionCaller caller, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = OperatorQuery.ReadList(request, "state", "type");
        var state = query.OneOf("state", DeliveryStates.Pending, DeliveryStates.Delivered, DeliveryStates.Parked);
        var type = query.OneOf("type", [.. EventTypes.All, EventTypes.Test]);
        long? after = null;
        if (query.After(1) is [var last])
        {
            if (long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                after = number;
            else
                query.RefuseCursor();
        }
        if (query.Errors.Any)
            return caller.Refuse(query.Errors);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken) is null)
            return caller.NotFound();
        var conditions = new[]
        {
            "deliveries.subscription_id = @id",
            state is null ? null : "deliveries.state = @state",
            type is null ? null : "events.type = @type",
            after is null ? null : "deliveries.id < @after",
        };
        var found = await connection.QueryAsync<Delivery>(new CommandDefinition(
            $"{Delivery.Select} WHERE {string.Join(" AND ", conditions.OfType<string>())} ORDER BY deliveries.id DESC LIMIT @howMany",
            new { id, state, type, after, howMany = query.Limit + 1 },
            cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of(found.AsList(), query.Limit, one => [one.Id.ToString(CultureInfo.InvariantCulture)]));
    }
}
