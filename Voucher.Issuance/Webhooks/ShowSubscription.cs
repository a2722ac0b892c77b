using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Shows a subscription, without its secret.</summary>
internal static class ShowSubscription
{
    public static async Task<IResult> HandleAsync(
        Guid id, HttpResponse response, SubscriptionCaller caller, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (await Subscription.FindAsync(connection, id, caller, cancellationToken) is not { } found)
            return caller.NotFound();
        response.SetRevision(found.Revision);
        return TypedResults.Ok(found);
    }
}
