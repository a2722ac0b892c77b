using Dapper;
using Npgsql;
using Voucher.ServiceDefaults.Operators;

namespace Voucher.Issuance.Webhooks;

/// <summary>Disables a subscription whose receiver wants nothing any more. Its owner is told by its state.</summary>
internal static class DisableSubscription
{
    /// <summary>Who did it, in the audit log.</summary>
    private const string Actor = "Voucher.Issuance";

    private const string Reason = "The receiver answered 410 Gone.";

    /// <summary>Another address, if it has got one meanwhile, has not answered so.</summary>
    private const string Disable =
        """
        UPDATE subscriptions SET state = 'disabled', disabled_reason = @Reason, revision = revision + 1
        WHERE id = @SubscriptionId AND url = @Url AND state = 'active'
        """;

    /// <summary>Tells whether it was active and is no more.</summary>
    public static async Task<bool> AsGoneAsync(NpgsqlTransaction transaction, DueDelivery due, DateTimeOffset now)
    {
        if (await transaction.Connection!.ExecuteAsync(Disable, new { Reason, due.SubscriptionId, due.Url }, transaction) == 0)
            return false;
        var entry = new AuditEntry(
            Actor, "subscription.disable", "subscription", due.SubscriptionId.ToString(), new { State = SubscriptionStates.Active },
            new { State = SubscriptionStates.Disabled, DisabledReason = Reason });
        await AuditLog.WriteAsync(transaction, entry, now, CancellationToken.None);
        return true;
    }
}
