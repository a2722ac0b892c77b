using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Lists subscriptions in the order in which they were made.</summary>
internal static class ListSubscriptions
{
    private const string Select =
        $"""
        SELECT {Subscription.Columns} FROM subscriptions
        WHERE (@merchantId::text IS NULL OR merchant_id = @merchantId) AND (@state::text IS NULL OR state = @state) AND (@after::uuid IS NULL OR id > @after)
        ORDER BY id LIMIT @howMany
        """;

    public static async Task<IResult> HandleAsync(HttpRequest request, SubscriptionCaller caller, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var query = caller.MerchantId is null ? OperatorQuery.ReadList(request, "state", "merchant_id") : OperatorQuery.ReadList(request, "state");
        var merchantId = caller.MerchantId ?? query.Text("merchant_id");
        var state = query.OneOf("state", SubscriptionStates.Active, SubscriptionStates.Disabled);
        Guid? after = null;
        if (query.After(1) is [var last])
        {
            if (Guid.TryParse(last, out var id))
                after = id;
            else
                query.RefuseCursor();
        }
        if (query.Errors.Any)
            return caller.Refuse(query.Errors);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync<Subscription>(
            new CommandDefinition(Select, new { merchantId, state, after, howMany = query.Limit + 1 }, cancellationToken: cancellationToken));
        return TypedResults.Ok(Page.Of(found.AsList(), query.Limit, one => [one.Id.ToString()]));
    }
}
