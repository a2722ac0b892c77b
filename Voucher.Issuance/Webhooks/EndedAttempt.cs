using Dapper;
using Npgsql;

namespace Voucher.Issuance.Webhooks;

/// <summary>An attempt that has ended, and what becomes of its delivery.</summary>
/// <param name="Due">The delivery.</param>
/// <param name="Attempt">How it went.</param>
/// <param name="NextAttemptAt">When it is tried again; null when it is delivered or parked.</param>
internal sealed record EndedAttempt(DueDelivery Due, Attempt Attempt, DateTimeOffset? NextAttemptAt)
{
    /// <summary>Only where no later attempt was begun: whose lease has run out is not asked.</summary>
    private const string Settle =
        """
        UPDATE deliveries
        SET state = ended.state, next_attempt_at = ended.next_attempt_at, last_status = ended.status, last_error = ended.error,
            ended_at = CASE WHEN ended.state <> 'pending' THEN @now END
        FROM unnest(@ids, @attempts, @states, @next, @statuses, @errors) AS ended (id, attempts, state, next_attempt_at, status, error)
        WHERE deliveries.id = ended.id AND deliveries.attempts = ended.attempts AND deliveries.state = 'pending'
        """;

    public string State => Attempt.IsDelivered ? DeliveryStates.Delivered : NextAttemptAt is null ? DeliveryStates.Parked : DeliveryStates.Pending;

    /// <summary>Writes down how attempts went.</summary>
    public static Task SettleAsync(NpgsqlConnection connection, IReadOnlyList<EndedAttempt> ended, DateTimeOffset now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            Settle,
            new
            {
                now = now.UtcDateTime,
                ids = ended.Select(one => one.Due.Id).ToArray(),
                attempts = ended.Select(one => one.Due.Attempts).ToArray(),
                states = ended.Select(one => one.State).ToArray(),
                next = ended.Select(one => (one.NextAttemptAt ?? now).UtcDateTime).ToArray(),
                statuses = ended.Select(one => one.Attempt.Status).ToArray(),
                errors = ended.Select(one => one.Attempt.Error).ToArray(),
            },
            cancellationToken: cancellationToken));
}
