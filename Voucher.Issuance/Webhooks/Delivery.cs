using Dapper;
using Npgsql;

namespace Voucher.Issuance.Webhooks;

/// <summary>An event on its way to a subscription, as its owner sees it.</summary>
public sealed record Delivery
{
    internal const string Select =
        """
        SELECT deliveries.id AS Id, deliveries.subscription_id AS SubscriptionId, 'evt_' || replace(deliveries.event_id::text, '-', '') AS MessageId,
               events.type AS Type, events.occurred_at AS OccurredAt, deliveries.state AS State, deliveries.attempts AS Attempts,
               deliveries.last_attempt_at AS LastAttemptAt, deliveries.last_status AS LastStatus, deliveries.last_error AS LastError,
               CASE WHEN deliveries.state = 'pending' THEN deliveries.next_attempt_at END AS NextAttemptAt, deliveries.give_up_at AS GiveUpAt,
               deliveries.ended_at AS EndedAt, deliveries.created_at AS CreatedAt
        FROM deliveries
        JOIN events ON events.id = deliveries.event_id
        JOIN subscriptions ON subscriptions.id = deliveries.subscription_id
        """;

    public required long Id { get; init; }

    public required Guid SubscriptionId { get; init; }

    /// <summary>The value of <c>webhook-id</c>.</summary>
    public required string MessageId { get; init; }

    /// <summary>The event's type.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTime OccurredAt { get; init; }

    /// <summary>One of <see cref="DeliveryStates"/>.</summary>
    public required string State { get; init; }

    /// <summary>How many attempts were begun.</summary>
    public required int Attempts { get; init; }

    public DateTime? LastAttemptAt { get; init; }

    /// <summary>What the receiver answered last; null when it did not.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last attempt that ended has failed, of <see cref="AttemptErrors"/>; null when it has not.</summary>
    public string? LastError { get; init; }

    /// <summary>While one is under way, when it is taken for lost; null when there is none to come.</summary>
    public DateTime? NextAttemptAt { get; init; }

    /// <summary>A failed attempt from here on is the last.</summary>
    public required DateTime GiveUpAt { get; init; }

    /// <summary>When it was delivered or parked.</summary>
    public DateTime? EndedAt { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>The one with an id, if the caller may see it.</summary>
    internal static Task<Delivery?> FindAsync(NpgsqlConnection connection, long id, SubscriptionCaller caller, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<Delivery>(new CommandDefinition(
            $"{Select} WHERE deliveries.id = @id AND (@MerchantId::text IS NULL OR subscriptions.merchant_id = @MerchantId)",
            new { id, caller.MerchantId },
            cancellationToken: cancellationToken));
}

/// <summary>How far a delivery is.</summary>
public static class DeliveryStates
{
    /// <summary>It is tried, or will be.</summary>
    public const string Pending = "pending";

    /// <summary>The receiver has answered 2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>It has failed for so long that it is not tried any more, unless somebody wants it to.</summary>
    public const string Parked = "parked";
}
